import type { Action, Call } from './call.js';
import { keep } from './collections.js';
import { type Field, type Filter, lookupValues, readFilters, selection } from './filters.js';
import type { Instance, Tags } from './instance.js';
import { tagField } from './instance-filters.js';
import { type PageRules, readPage, slice } from './paging.js';
import { tagsOf } from './tags.js';
import { leaf, list } from './xml.js';

interface TagItem {
  readonly place: number;
  readonly resourceId: string;
  readonly resourceType: string;
  readonly key: string;
  readonly value: string;
  /** All tags of the resource. */
  readonly beside: Tags;
}

const PAGES: PageRules = { action: 'DescribeTags', least: 5, most: 1000 };

/** Tags are numbered for paging by the place of their instance and their place among its tags. */
const TAGS_PER_INSTANCE = 1_000_000;

const FIELDS: Readonly<Record<string, Field<TagItem>>> = {
  key: ({ key }) => [key],
  value: ({ value }) => [value],
  'resource-id': ({ resourceId }) => [resourceId],
  'resource-type': ({ resourceType }) => [resourceType],
};

function fieldOf(name: string): Field<TagItem> | undefined {
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name];
  return tagField(name, ({ beside }: TagItem) => beside);
}

function* tagsOfInstance(instance: Instance): Generator<TagItem> {
  const resources: [id: string, type: string][] = [
    [instance.id, 'instance'],
    ...instance.volumes.map(({ id }): [string, string] => [id, 'volume']),
    [instance.networkInterface.id, 'network-interface'],
  ];
  let place = instance.sequence * TAGS_PER_INSTANCE;
  for (const [resourceId, resourceType] of resources) {
    const beside = tagsOf(resourceId, instance);
    for (const [key, value] of beside) {
      place += 1;
      yield { place, resourceId, resourceType, key, value, beside };
    }
  }
}

function* candidates({ region, now }: Call, filters: readonly Filter[]): Generator<TagItem> {
  const ids = lookupValues(filters, 'resource-id');
  const owners =
    ids === undefined
      ? region.visible(now)
      : [...new Set([...ids].flatMap((id) => region.find(id, now) ?? []))].sort(
          (a, b) => a.sequence - b.sequence,
        );
  for (const instance of owners) yield* tagsOfInstance(instance);
}

/** DescribeTags: the tags of instances, their volumes and network interfaces. */
export const describeTags: Action = (call) => {
  const filters = readFilters(call.parameters);
  const isMeant = selection(filters, fieldOf);
  const page = readPage(call.parameters, PAGES);
  return () => {
    const { members, nextToken } = slice(
      keep(candidates(call, filters), isMeant),
      page,
      PAGES,
      ({ place }) => place,
    );
    return (
      list(
        'tagSet',
        members,
        ({ resourceId, resourceType, key, value }) =>
          leaf('resourceId', resourceId) +
          leaf('resourceType', resourceType) +
          leaf('key', key) +
          leaf('value', value),
      ) + leaf('nextToken', nextToken)
    );
  };
};
