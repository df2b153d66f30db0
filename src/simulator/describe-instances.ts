import type { Action, Call } from './call.js';
import { groupBy, keep } from './collections.js';
import { type Filter, lookupValues, readFilters, selection } from './filters.js';
import type { Instance } from './instance.js';
import { instanceField } from './instance-filters.js';
import { type PageRules, readPage, slice } from './paging.js';
import { reservationXml } from './reservation-xml.js';
import { leaf, list } from './xml.js';

const PAGES: PageRules = {
  action: 'DescribeInstances',
  least: 5,
  most: 1000,
  exclusive: ['InstanceId', 'instancesSet'],
};

export const bySequence = ({ sequence }: Instance): number => sequence;

/**
 * The instances that a request may mean before its other filters are asked: those it names by id, or those that
 * an `instance-id` filter names without wildcards, or all. Only the last has to go through every instance.
 */
export function candidates(
  { parameters, region, now }: Call,
  filters: readonly Filter[],
): Iterable<Instance> {
  const ids = parameters.list('InstanceId');
  const looked = lookupValues(filters, 'instance-id');
  if (ids.length === 0 && looked === undefined) return region.visible(now);
  const found =
    ids.length > 0
      ? region.findAll(ids, now)
      : [...(looked ?? [])].flatMap((id) => region.find(id, now) ?? []);
  return found.sort((a, b) => a.sequence - b.sequence);
}

/** DescribeInstances: by ids, filters or both, in pages of 5 to 1,000 or all at once. */
export const describeInstances: Action = (call) => {
  const { parameters, region } = call;
  const filters = readFilters(parameters);
  const isMeant = selection(filters, instanceField(region));
  const page = readPage(parameters, PAGES);
  const named = candidates(call, filters);
  return () => {
    const { members, nextToken } = slice(keep(named, isMeant), page, PAGES, bySequence);
    const reservations = groupBy(members, ({ reservationId }) => reservationId);
    return (
      list('reservationSet', reservations, ([id, instances]) => reservationXml(id, instances, region)) +
      leaf('nextToken', nextToken)
    );
  };
};
