import type { Context } from '../context.js';
import type { Instance } from '../ec2/ec2.js';
import { badInput } from '../errors.js';
import type { InstanceConnection, InstanceEdge } from '../schema/instance-connection.js';
import type { InstanceFilter } from '../schema/instance-filter.js';
import { type Cursor, decodeCursor, encodeCursor, type Page } from './cursor.js';
import { type FilterList, toFilterLists } from './instance-filters.js';

/** What EC2 takes as MaxResults. */
const FEWEST = 5;
const MOST = 1000;

/**
 * A page of any size of a list that EC2 gives in pages of 5 to 1,000, which may be short or empty. One instance more
 * than asked for is looked for, which tells whether there is a next page.
 */
export async function listing(
  first: number,
  after: string | undefined,
  filter: InstanceFilter,
  context: Context,
): Promise<InstanceConnection> {
  if (first < 1 || first > MOST) throw badInput('first', `expected 1 to ${MOST}, got ${first}`);
  const lists = toFilterLists(filter, context.ec2.regions);
  const start = after === undefined ? undefined : decodeCursor(after);
  if (start !== undefined && !isWithin(start, lists.length)) {
    throw badInput('after', 'expected a cursor that the list with this filter has given');
  }
  const found = await collect(first + 1, start, lists, context);
  const edges = found.slice(0, first);
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: start !== undefined,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

async function collect(
  wanted: number,
  start: Cursor | undefined,
  lists: readonly FilterList[],
  { ec2, call }: Context,
): Promise<InstanceEdge[]> {
  const found: InstanceEdge[] = [];
  let page: Page | undefined = start ?? { list: 0, token: undefined, size: pageSize(wanted) };
  while (page !== undefined && found.length < wanted) {
    const { list, token, size }: Page = page;
    const { region, filters } = lists[list] as FilterList;
    const { instances, nextToken } = await ec2.listInstances(
      { region, filters, maxResults: size, token },
      call,
    );
    const resumed = page === start ? start : undefined;
    for (let index = resumed ? indexAfter(resumed, instances) : 0; index < instances.length; index++) {
      const node = instances[index] as Instance;
      found.push({ cursor: encodeCursor({ list, token, size, index, id: node.id }), node });
    }
    page = following({ list, token: nextToken, size: pageSize(wanted - found.length) }, lists.length);
  }
  return found;
}

/** Whether the cursor points into one of so many lists; into another, nothing would be filtered. */
function isWithin({ list, size }: Cursor, lists: number): boolean {
  return list < lists && size >= FEWEST && size <= MOST;
}

/** The page after the one that gave this token: of the same list, or the first of the next one. */
function following(page: Page, lists: number): Page | undefined {
  if (page.token !== undefined) return page;
  return page.list + 1 < lists ? { ...page, list: page.list + 1 } : undefined;
}

/** Where to go on in the page that the cursor points into; where its instance has gone, its place still counts. */
function indexAfter(cursor: Cursor, instances: readonly Instance[]): number {
  const index = instances.findIndex(({ id }) => id === cursor.id);
  return index < 0 ? cursor.index : index + 1;
}

function pageSize(wanted: number): number {
  return Math.min(Math.max(wanted, FEWEST), MOST);
}
