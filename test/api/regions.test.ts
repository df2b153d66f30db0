import { describe, expect, it } from '@jest/globals';
import { DOORS, graphql, graphqlDoor } from '../support/doors.js';
import { startService } from '../support/service.js';

const IMAGE = { imageId: 'ami-12c6146b', instanceType: 't3.micro' };
const REGIONS = { AWS_REGIONS: 'us-east-1,eu-west-1', SIMULATOR_TRANSITION_MS: '0' };

describe.each(DOORS)('With several regions, through %s', (_name, open) => {
  const launched = async (facts: object) => {
    const service = await startService(REGIONS);
    const door = open(service);
    const { value } = await door.launch({ ...IMAGE, ...facts });
    const [id = ''] = value as string[];
    return { service, door, id };
  };

  it('a launch goes to the region of its placement', async () => {
    const { service, id } = await launched({ placement: 'eu-west-1a' });
    const { data } = await graphql(service, 'query ($id: ID!) { instance(id: $id) { region placement } }', {
      id,
    });
    expect(data.instance).toEqual({ region: 'eu-west-1', placement: 'eu-west-1a' });
  });

  it('a launch without a placement goes to the default one', async () => {
    const { door, id } = await launched({});
    expect(await door.attributes(id, 'placement')).toMatchObject({ value: { placement: 'us-east-1b' } });
  });

  it('an instance is read, changed and acted on wherever it is', async () => {
    const { door, id } = await launched({ placement: 'eu-west-1a' });
    expect(await door.act('stop', id)).toMatchObject({ status: 200, calls: { StopInstances: 1 } });
    expect(await door.modify(id, 'instanceType', 't3.small')).toMatchObject({ status: 200 });
    expect(await door.attributes(id, 'state', 'instance_type')).toMatchObject({
      value: { state: 'stopped', instance_type: 't3.small' },
    });
    expect(await door.act('start', id)).toMatchObject({ status: 200 });
    expect(await door.act('terminate', id)).toMatchObject({ status: 200 });
  });

  it('an instance that is in none is looked for in all', async () => {
    const { door } = await launched({});
    const id = 'i-0123456789abcdef0';
    expect(await door.attributes(id, 'id')).toMatchObject({ status: 404, calls: { DescribeInstances: 4 } });
    expect(await door.act('reboot', id)).toMatchObject({ status: 404, calls: { DescribeInstances: 4 } });
  });
});

it('A key that was used in one region is refused with another input in another', async () => {
  const door = graphqlDoor(await startService(REGIONS));
  const launch = (placement: string) => door.launch({ ...IMAGE, idempotencyKey: 'build-7', placement });
  expect(await launch('us-east-1b')).toMatchObject({ status: 200 });
  expect(await launch('eu-west-1a')).toMatchObject({ status: 409 });
});

describe('A list over several regions', () => {
  it('goes on from one to the next, and can be limited to some', async () => {
    const service = await startService(REGIONS);
    for (const placement of ['eu-west-1a', 'us-east-1b', 'eu-west-1b', 'us-east-1a']) {
      await graphqlDoor(service).launch({ ...IMAGE, placement });
    }
    const query = `query ($after: String, $filter: InstanceFilter) {
      instances(first: 1, after: $after, filter: $filter) { nodes { placement } pageInfo { hasNextPage endCursor } }
    }`;
    const list = async (filter: object) => {
      const placements: string[] = [];
      for (let after = null, more = true; more; ) {
        const { data } = await graphql(service, query, { after, filter });
        placements.push(data.instances.nodes[0].placement);
        ({ endCursor: after, hasNextPage: more } = data.instances.pageInfo);
      }
      return placements;
    };
    expect(await list({})).toEqual(['us-east-1b', 'us-east-1a', 'eu-west-1a', 'eu-west-1b']);
    expect(await list({ regions: ['eu-west-1'] })).toEqual(['eu-west-1a', 'eu-west-1b']);
    expect(await list({ placements: ['*-1a'] })).toEqual(['us-east-1a', 'eu-west-1a']);
  });
});
