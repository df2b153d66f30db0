import { describe, expect, it } from '@jest/globals';
import { graphql } from '../support/doors.js';
import { runningInstances, stoppedInstance } from '../support/instances.js';
import { type Service, startService } from '../support/service.js';

async function list(service: Service, filter: object): Promise<string[]> {
  const query =
    'query ($filter: InstanceFilter) { instances(first: 1000, filter: $filter) { nodes { id } } }';
  const body = await graphql(service, query, { filter });
  if (body.errors) throw new Error(body.errors[0].message);
  return sorted(...body.data.instances.nodes.map(({ id }: { id: string }) => id));
}

function sorted(...ids: (string | undefined)[]): string[] {
  return ids.map(String).sort();
}

describe('Listing instances', () => {
  it('gives two lists of one request what each asks for', async () => {
    const service = await startService();
    const launched = sorted(...(await runningInstances(service, 3)));
    const { data } = await graphql(
      service,
      '{ a: instances(first: 1) { nodes { id } } b: instances(first: 2) { nodes { id } } all: instances { nodes { id } } }',
    );
    const found = ['a', 'b', 'all'].map((name) => data[name].nodes.map(({ id }: { id: string }) => id));
    expect(found.map((ids) => ids.length)).toEqual([1, 2, 3]);
    expect(sorted(...found[2])).toEqual(launched);
  });

  it.each([1, 2, 5, 7, 1000])('gives each of them once, in pages of %i', async (first) => {
    const service = await startService();
    const launched = await runningInstances(service, 13);
    const found: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const { data } = await graphql(
        service,
        'query ($first: Int!, $after: String) { instances(first: $first, after: $after) { edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }',
        { first, after },
      );
      const { edges, nodes, pageInfo } = data.instances;
      expect(nodes).toEqual(edges.map(({ node }: { node: object }) => node));
      expect(pageInfo).toMatchObject({
        hasPreviousPage: after !== null,
        startCursor: edges[0].cursor,
        endCursor: edges.at(-1).cursor,
      });
      found.push(...nodes.map(({ id }: { id: string }) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      pages += 1;
    } while (after !== null);
    expect(pages).toBe(Math.ceil(13 / first));
    expect([...found].sort()).toEqual([...launched].sort());
  });

  it('goes on after any instance of a page', async () => {
    const service = await startService();
    await runningInstances(service, 8);
    const { data } = await graphql(service, '{ instances { edges { cursor node { id } } } }');
    const [, second, ...others] = data.instances.edges;
    const rest = await graphql(
      service,
      'query ($after: String) { instances(after: $after) { edges { node { id } } } }',
      { after: second.cursor },
    );
    expect(rest.data.instances.edges).toEqual(others.map(({ node }: { node: object }) => ({ node })));
  });

  it('is empty where there is nothing', async () => {
    const service = await startService();
    const body = await graphql(
      service,
      '{ instances { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }',
    );
    expect(body.data.instances).toEqual({
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
    expect(body.extensions.ec2.calls).toEqual({ DescribeInstances: 1 });
  });

  it('finds instances by each of the filters, and by several at once', async () => {
    const service = await startService();
    const [small] = await runningInstances(service, 1, { tags: [{ key: 'Name', value: 'web-1' }] });
    const [large] = await runningInstances(service, 1, {
      instanceType: 'm5.large',
      imageId: 'ami-00000002',
      tags: [
        { key: 'Name', value: 'db' },
        { key: 'team', value: '' },
      ],
    });
    const [elsewhere] = await runningInstances(service, 1, { placement: 'us-east-1c', keyName: '' });
    const stopped = await stoppedInstance(service);

    expect(await list(service, { ids: [small, stopped, 'i-0123456789abcdef0'] })).toEqual(
      sorted(small, stopped),
    );
    expect(await list(service, { states: ['STOPPED'] })).toEqual([stopped]);
    expect(await list(service, { states: ['STOPPED', 'RUNNING'] })).toHaveLength(4);
    expect(await list(service, { instanceTypes: ['m5.*'] })).toEqual([large]);
    expect(await list(service, { imageIds: ['ami-00000002'] })).toEqual([large]);
    expect(await list(service, { placements: ['us-east-1c'] })).toEqual([elsewhere]);
    expect(await list(service, { keyNames: ['scalacity_dev1'] })).toEqual(sorted(small, large, stopped));
    expect(await list(service, { regions: ['us-east-1'] })).toHaveLength(4);
    expect(await list(service, { tags: [{ key: 'Name' }] })).toEqual(sorted(small, large));
    expect(await list(service, { tags: [{ key: 'Name', values: ['web-?'] }] })).toEqual([small]);
    expect(await list(service, { tags: [{ key: 'team', values: [''] }] })).toEqual([large]);
    expect(await list(service, { tags: [{ key: 'Name' }, { key: 'team' }] })).toEqual([large]);
    expect(
      await list(service, { states: ['RUNNING'], keyNames: ['scalacity_dev1'], instanceTypes: ['t3.micro'] }),
    ).toEqual([small]);
  });

  it('takes more ids than go into one of EC2’s filters', async () => {
    const service = await startService();
    const ids = await runningInstances(service, 450);
    const body = await graphql(
      service,
      'query ($ids: [ID!]) { instances(first: 1000, filter: { ids: $ids }) { nodes { id } pageInfo { hasNextPage } } }',
      { ids },
    );
    expect(body.data.instances.nodes).toHaveLength(450);
    expect(body.data.instances.pageInfo.hasNextPage).toBe(false);
    expect(body.extensions.ec2.calls).toEqual({ DescribeInstances: 3 });
  });

  it.each([
    [{ first: 0 }, 'first: expected 1 to 1000, got 0'],
    [{ first: 1001 }, 'first: expected 1 to 1000, got 1001'],
    [{ after: 'nonsense' }, 'after: expected a cursor that this list has given'],
    [{ filter: { ids: [] } }, 'filter.ids: expected 1 to 1000 instance ids, got 0'],
    [{ filter: { ids: ['x'] } }, "filter.ids: expected instance ids, got 'x'"],
    [{ filter: { states: [] } }, 'filter.states: expected 1 to 200 values, got 0'],
    [{ filter: { keyNames: [''] } }, 'filter.keyNames: expected values of 1 to 255 characters, got one of 0'],
    [{ filter: { tags: [{ key: 'a', values: [] }] } }, 'filter.tags.values: expected 1 to 200 values, got 0'],
    [
      { filter: { regions: ['mars-1'] } },
      "filter.regions: expected regions that are served (us-east-1), got 'mars-1'",
    ],
  ])('refuses %j and asks EC2 nothing', async (variables, message) => {
    const service = await startService();
    const query =
      'query ($first: Int! = 50, $after: String, $filter: InstanceFilter) { instances(first: $first, after: $after, filter: $filter) { nodes { id } } }';
    const body = await graphql(service, query, variables);
    expect(body).toMatchObject({
      data: null,
      errors: [{ message, extensions: { code: 'BAD_USER_INPUT', retryable: false } }],
      extensions: { ec2: { calls: {} } },
    });
  });
});
