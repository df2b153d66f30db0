import type { Context } from '../context.js';
import type { Instance } from '../ec2/ec2.js';
import { badInput } from '../errors.js';
import type { InstanceConnection, InstanceEdge } from '../schema/instance-connection.js';
import type { InstanceFilter } from '../schema/instance-filter.js';
import { type Cursor, decodeCursor, encodeCursor, type Page } from './cursor.js';
import { type FilterList, fingerprint, toFilterLists } from './instance-filters.js';

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
  const start = after === undefined ? undefined : startAfter(decodeCursor(after), lists);
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
  start: Start | undefined,
  lists: readonly FilterList[],
  { ec2, call }: Context,
): Promise<InstanceEdge[]> {
  const found: InstanceEdge[] = [];
  let page: ListPage | undefined = start ?? { number: 0, token: undefined, size: pageSize(wanted) };
  while (page !== undefined && found.length < wanted) {
    const { number, token, size }: ListPage = page;
    const { region, filters } = lists[number] as FilterList;
    const list = fingerprint({ region, filters });
    const { instances, nextToken } = await ec2.listInstances(
      { region, filters, maxResults: size, token },
      call,
    );
    const resumed = page === start ? start?.after : undefined;
    const here = { list, token, size };
    for (let index = resumed ? indexAfter(resumed, instances) : 0; index < instances.length; index++) {
      found.push(new Edge(here, index, instances[index] as Instance));
    }
    page = following({ number, token: nextToken, size: pageSize(wanted - found.length) }, lists.length);
  }
  return found;
}

/** Its cursor is written when it is first asked for, as most who list instances go without. */
class Edge implements InstanceEdge {
  private written: string | undefined;

  constructor(
    private readonly page: Omit<Cursor, 'index' | 'id'>,
    private readonly index: number,
    readonly node: Instance,
  ) {}

  get cursor(): string {
    this.written ??= encodeCursor({ ...this.page, index: this.index, id: this.node.id });
    return this.written;
  }
}

/** A page of one of the lists, by its number among them. */
interface ListPage extends Page {
  readonly number: number;
}

interface Start extends ListPage {
  readonly after: Cursor;
}

function startAfter(cursor: Cursor, lists: readonly FilterList[]): Start {
  const { token, size } = cursor;
  const number = lists.findIndex((list) => fingerprint(list) === cursor.list);
  if (number < 0 || size < FEWEST || size > MOST) {
    throw badInput('after', 'expected a cursor that the list with this filter has given');
  }
  return { number, token, size, after: cursor };
}

/** The page after the one that gave this token: of the same list, or the first of the next one. */
function following(page: ListPage, lists: number): ListPage | undefined {
  if (page.token !== undefined) return page;
  return page.number + 1 < lists ? { ...page, number: page.number + 1 } : undefined;
}

/** Where to go on in the page that the cursor points into; where its instance has gone, its place still counts. */
function indexAfter(cursor: Cursor, instances: readonly Instance[]): number {
  const index = instances.findIndex(({ id }) => id === cursor.id);
  return index < 0 ? cursor.index : index + 1;
}

function pageSize(wanted: number): number {
  return Math.min(Math.max(wanted, FEWEST), MOST);
}
