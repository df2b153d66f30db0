import { createHash } from 'node:crypto';
import type { Filter, PageRequest } from '../ec2/ec2.js';
import { badInput } from '../errors.js';
import type { InstanceFilter } from '../schema/instance-filter.js';
import { checkIds, isInstanceId } from './instance-ids.js';

/** EC2's limits. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const MOST_VALUES = 200;
const MOST_CHARACTERS = 255;
/** EC2 takes 50 filters; ten are left for the other fields. */
const MOST_TAGS = 40;

/** EC2's filter for each field that is a list of texts. */
const NAMES = {
  states: 'instance-state-name',
  instanceTypes: 'instance-type',
  imageIds: 'image-id',
  placements: 'availability-zone',
  keyNames: 'key-name',
} as const satisfies Partial<Record<keyof InstanceFilter, string>>;

/** What one call to EC2 can list. */
export type FilterList = Pick<PageRequest, 'region' | 'filters'>;

/** Tells lists apart, and stays the same over restarts. */
export function fingerprint(list: FilterList): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 12);
}

/**
 * A filter as lists that are asked for by themselves, one after the other: one for each region, and more where there are
 * more ids than go into one of EC2's filters.
 */
export function toFilterLists(filter: InstanceFilter, served: readonly string[]): FilterList[] {
  const common = [...listFilters(filter), ...tagFilters(filter)];
  const filters = idFilters(filter.ids).map((ids) => [...ids, ...common]);
  return wantedRegions(filter.regions, served).flatMap((region) =>
    filters.map((each) => ({ region, filters: each })),
  );
}

function listFilters(filter: InstanceFilter): Filter[] {
  return Object.entries(NAMES).flatMap(([field, name]) => {
    const values = filter[field as keyof typeof NAMES];
    if (values == null) return [];
    return [{ name, values: checkValues(`filter.${field}`, values) }];
  });
}

function tagFilters({ tags }: InstanceFilter): Filter[] {
  if (tags == null) return [];
  if (tags.length > MOST_TAGS)
    throw badInput('filter.tags', `expected at most ${MOST_TAGS} tags, got ${tags.length}`);
  return tags.map(({ key, values }) => {
    checkValues('filter.tags.key', [key]);
    if (values == null) return { name: 'tag-key', values: [key] };
    return { name: `tag:${key}`, values: checkValues('filter.tags.values', values, 0) };
  });
}

function idFilters(ids: readonly string[] | null | undefined): Filter[][] {
  if (ids == null) return [[]];
  checkIds('filter.ids', ids);
  const malformed = ids.find((id) => !isInstanceId(id));
  if (malformed !== undefined) throw badInput('filter.ids', `expected instance ids, got '${malformed}'`);
  const unique = [...new Set(ids)].sort();
  const chunks = Math.ceil(unique.length / MOST_VALUES);
  return Array.from({ length: chunks }, (_, n) => [
    { name: 'instance-id', values: unique.slice(n * MOST_VALUES, (n + 1) * MOST_VALUES) },
  ]);
}

function checkValues(argument: string, values: readonly string[], fewest = 1): readonly string[] {
  if (values.length < 1 || values.length > MOST_VALUES) {
    throw badInput(argument, `expected 1 to ${MOST_VALUES} values, got ${values.length}`);
  }
  const long = values.find((value) => value.length < fewest || value.length > MOST_CHARACTERS);
  if (long !== undefined) {
    throw badInput(
      argument,
      `expected values of ${fewest} to ${MOST_CHARACTERS} characters, got one of ${long.length}`,
    );
  }
  return values;
}

/** In the order in which they are served, whatever the order of the filter. */
function wantedRegions(
  regions: readonly string[] | null | undefined,
  served: readonly string[],
): readonly string[] {
  if (regions == null) return served;
  const unserved = checkValues('filter.regions', regions).find((region) => !served.includes(region));
  if (unserved !== undefined) {
    throw badInput(
      'filter.regions',
      `expected regions that are served (${served.join(', ')}), got '${unserved}'`,
    );
  }
  return served.filter((region) => regions.includes(region));
}
