import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Filter, Instance, PageRequest } from '../../../src/ec2/ec2.js';
import { encodeCursor } from '../../../src/resolvers/cursor.js';
import { fingerprint } from '../../../src/resolvers/instance-filters.js';
import { listing } from '../../../src/resolvers/instance-listing.js';
import type { InstanceFilter } from '../../../src/schema/instance-filter.js';
import { aContext, anEc2, anId, anInstance, ids } from '../../support/builders.js';

/** EC2 gives at most so many of a page, though more are asked for. */
type Shortage = (page: PageRequest) => number;

/** The list of a filter of nothing. */
const EVERYTHING = fingerprint({ region: 'us-east-1', filters: [] });

const FULL: Shortage = ({ maxResults }) => maxResults;

/** An EC2 that lists these instances, the second half in another region, and the pages that it was asked for. Its tokens are places in a list. */
function listed(
  all: readonly string[],
  shortage: Shortage = FULL,
  regions: readonly string[] = ['us-east-1'],
) {
  const pages: PageRequest[] = [];
  const regionOf = (index: number) => regions[Math.floor((index / all.length) * regions.length)];
  const instances = new Map(all.map((id, n) => [id, anInstance({ id, region: regionOf(n) })]));
  const matching = (filters: readonly Filter[]) => {
    const wanted = filters.find(({ name }) => name === 'instance-id')?.values;
    return [...instances.values()].filter(({ id }) => wanted?.includes(id) ?? true);
  };
  const ec2 = anEc2({
    regions,
    listInstances: async (page) => {
      pages.push(page);
      const start = Number(page.token ?? 0);
      const end = start + Math.min(shortage(page), page.maxResults);
      const found: Instance[] = matching(page.filters).filter(({ region }) => region === page.region);
      const nextToken = end < found.length ? String(end) : undefined;
      return { instances: found.slice(start, end), nextToken };
    },
  });
  const context = aContext(ec2);
  const list = (first: number, after?: string, filter: InstanceFilter = {}) =>
    listing(first, after, filter, context);
  return { list, pages, remove: (id: string) => instances.delete(id) };
}

const idsOf = ({ nodes }: { readonly nodes: readonly { readonly id: string }[] }) =>
  nodes.map(({ id }) => id);

describe('a page', () => {
  it('has the first instances and a cursor for each', async () => {
    const { list } = listed(ids(7));
    const page = await list(3);
    expect(idsOf(page)).toEqual(ids(3));
    expect(page.edges.map(({ node }) => node)).toEqual(page.nodes);
    expect(new Set(page.edges.map(({ cursor }) => cursor)).size).toBe(3);
    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: page.edges[0]?.cursor,
      endCursor: page.edges[2]?.cursor,
    });
  });

  it('is followed by what comes after its last cursor', async () => {
    const { list } = listed(ids(7));
    const first = await list(3);
    const second = await list(100, first.pageInfo.endCursor ?? '');
    expect(idsOf(second)).toEqual(ids(7).slice(3));
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('may begin after any cursor', async () => {
    const { list } = listed(ids(7));
    const { edges } = await list(5);
    expect(idsOf(await list(2, edges[1]?.cursor))).toEqual([anId(3), anId(4)]);
  });

  it('is empty where there is nothing', async () => {
    const { list } = listed([]);
    expect(await list(3)).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it('is empty after the last cursor', async () => {
    const { list } = listed(ids(3));
    const { pageInfo } = await list(3);
    expect(pageInfo.hasNextPage).toBe(false);
    expect(await list(3, pageInfo.endCursor ?? '')).toMatchObject({
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, endCursor: null },
    });
  });

  it.each([0, -1, 1001])('may not have %i instances', async (first) => {
    await expect(listed(ids(3)).list(first)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'first',
      message: `first: expected 1 to 1000, got ${first}`,
    });
  });
});

describe('what EC2 is asked', () => {
  it.each([
    [1, [5]],
    [4, [5]],
    [5, [6]],
    [999, [1000]],
    [1000, [1000, 5]],
  ])(
    'for a page of %i is pages of %j, one instance more than wanted and never less than EC2 takes',
    async (first, sizes) => {
      const { list, pages } = listed(ids(1500));
      expect(idsOf(await list(first))).toEqual(ids(1500).slice(0, first));
      expect(pages.map(({ maxResults }) => maxResults)).toEqual(sizes);
    },
  );

  it('goes on through empty pages', async () => {
    const { list, pages } = listed(ids(6), () => (pages.length % 2 === 1 ? 0 : 2));
    expect(idsOf(await list(3))).toEqual(ids(3));
    expect(pages).toHaveLength(4);
  });

  it('goes on from one list of ids to the next', async () => {
    const { list, pages } = listed(ids(450));
    const page = await list(210, undefined, { ids: ids(450) });
    expect(idsOf(page)).toEqual(ids(210));
    expect(pages.map(({ filters }) => filters[0]?.values[0])).toEqual([anId(1), anId(201)]);
    expect(idsOf(await list(1000, page.pageInfo.endCursor ?? '', { ids: ids(450) }))).toEqual(
      ids(450).slice(210),
    );
  });
});

describe('a cursor', () => {
  it('keeps its place where its instance has gone', async () => {
    const { list, remove } = listed(ids(6));
    const { pageInfo } = await list(3);
    remove(anId(3));
    expect(idsOf(await list(3, pageInfo.endCursor ?? ''))).toEqual([anId(4), anId(5), anId(6)]);
  });

  it('keeps its instance where one before it has gone', async () => {
    const { list, remove } = listed(ids(6));
    const { pageInfo } = await list(3);
    remove(anId(1));
    expect(idsOf(await list(3, pageInfo.endCursor ?? ''))).toEqual([anId(4), anId(5), anId(6)]);
  });

  it.each([
    ['of a list that this filter has not', { list: 'another', size: 5 }],
    ['of a page smaller than EC2 takes', { list: EVERYTHING, size: 4 }],
    ['of a page larger than EC2 takes', { list: EVERYTHING, size: 1001 }],
  ])('%s is refused before EC2 is asked', async (_, facts) => {
    const { list, pages } = listed(ids(3));
    const cursor = encodeCursor({ token: undefined, index: 0, id: anId(1), ...facts });
    await expect(list(3, cursor)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
    expect(pages).toEqual([]);
  });

  it.each<[string, InstanceFilter]>([
    ['regions', { regions: ['eu-west-1'] }],
    ['states', { states: ['running'] }],
  ])('is refused with a filter of other %s', async (_, filter) => {
    const { list, pages } = listed(ids(6), FULL, ['us-east-1', 'eu-west-1']);
    const { edges } = await list(2);
    pages.length = 0;
    await expect(list(2, edges[0]?.cursor, filter)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'after: expected a cursor that the list with this filter has given',
    });
    expect(pages).toEqual([]);
  });

  it('that is none is refused before EC2 is asked', async () => {
    const { list, pages } = listed(ids(3));
    await expect(list(3, 'nonsense')).rejects.toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
    expect(pages).toEqual([]);
  });
});

it('gives every instance exactly once and in order, whatever the pages of callers and of EC2', async () => {
  const firsts = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
  const shortages = fc.infiniteStream(fc.integer({ min: 0, max: 8 }));
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 40 }),
      firsts,
      shortages,
      fc.boolean(),
      fc.constantFrom(['us-east-1'], ['us-east-1', 'eu-west-1', 'ap-south-1']),
      async (count, sizes, limits, byIds, regions) => {
        // The same page is as short when it is asked for again: a token stands for where it ends, too.
        const known = new Map<string, number>();
        const shortage: Shortage = ({ region, token = '', maxResults }) => {
          const key = `${region} ${token} ${maxResults}`;
          if (!known.has(key)) known.set(key, limits.next().value);
          return known.get(key) ?? 0;
        };
        // Every page of nothing at the same place would never end.
        const moving: Shortage = (page) =>
          page.token === undefined ? shortage(page) : Math.max(1, shortage(page));
        const { list } = listed(ids(count), count > 0 ? moving : FULL, regions);
        const filter = byIds && count > 0 ? { ids: ids(count) } : {};
        const seen: string[] = [];
        let after: string | undefined;
        for (let turn = 0; ; turn++) {
          const page = await list(sizes[turn % sizes.length] ?? 1, after, filter);
          seen.push(...idsOf(page));
          expect(page.pageInfo.hasNextPage).toBe(seen.length < count);
          if (!page.pageInfo.hasNextPage) break;
          expect(page.nodes).toHaveLength(sizes[turn % sizes.length] ?? 1);
          after = page.pageInfo.endCursor ?? undefined;
        }
        expect(seen).toEqual(ids(count));
      },
    ),
  );
});
