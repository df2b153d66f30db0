import { request as httpRequest } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { graphql, graphqlDoor, restDoor, type Verb } from '../support/doors.js';
import { runningInstances, stoppedInstances, terminatedInstance } from '../support/instances.js';
import { startService } from '../support/service.js';
import { startWithSlowEc2 } from '../support/slow-ec2.js';

const LAUNCH = { ami: 'ami-12c6146b', instance_type: 't3.micro' };

/** The status of a PUT that comes from one of this machine's loopback addresses. */
function putFrom(localAddress: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method: 'PUT', localAddress }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end();
  });
}

describe('Many requests at once', () => {
  it('for single instances are read with a few EC2 calls, through both doors, each with its own answer', async () => {
    const { service, atOnce } = await startWithSlowEc2();
    const ids = await runningInstances(service, 60);
    const doors = [restDoor(service), graphqlDoor(service)];
    const { answers, ec2Calls } = await atOnce(
      ids.map((id, n) => () => (doors[n % 2] ?? restDoor(service)).attributes(id, 'id', 'state')),
    );
    expect(answers).toEqual(
      ids.map((id) => ({ status: 200, value: { id, state: 'running' }, calls: { DescribeInstances: 1 } })),
    );
    expect(ec2Calls).toBeLessThanOrEqual(2);
  });

  it.each([
    ['start', 'PENDING'],
    ['stop', 'STOPPED'],
    ['terminate', 'TERMINATED'],
  ] as const)('that %s single instances take a few EC2 calls', async (verb, state) => {
    const { service, atOnce } = await startWithSlowEc2();
    const ids = await stoppedInstances(service, 60);
    const { answers, ec2Calls } = await atOnce(ids.map((id) => () => restDoor(service).act(verb, id)));
    expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(200));
    expect(ec2Calls).toBeLessThanOrEqual(2);
    const { data } = await graphql(service, '{ instances(first: 60) { nodes { state } } }');
    expect(data.instances.nodes).toEqual(Array(60).fill({ state }));
  });

  it('are each told of their own instance, whatever is wrong with the others', async () => {
    const { service, atOnce } = await startWithSlowEc2();
    const good = await stoppedInstances(service, 40);
    const terminated = [await terminatedInstance(service), await terminatedInstance(service)];
    const unknown = ['i-00000001', 'i-00000002', 'i-0123456789abcdef0'];
    const door = restDoor(service);
    const start = (id: string) => () => door.act('start', id);
    const { answers, ec2Calls } = await atOnce([...good, ...terminated, ...unknown].map(start));
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toEqual([...Array(40).fill(200), 408, 408, 404, 404, 404]);
    expect(answers[40]).toMatchObject({
      ec2Code: 'IncorrectInstanceState',
      message: expect.stringContaining(`'${terminated[0]}'`),
    });
    expect(ec2Calls).toBeLessThanOrEqual(6);
  });

  it('of one caller hold up another by no more than two EC2 calls', async () => {
    // With room for ten instances in a call a queue stands.
    const { service, atOnce, ec2Calls } = await startWithSlowEc2({
      EC2_BUDGET: 'StartInstances=1000/1000,StartInstances.instances=10/200',
    });
    const ids = await stoppedInstances(service, 101);
    const waited: number[] = [];
    const start = (id: string, n: number) => async () => {
      const status = await putFrom(n === 100 ? '127.0.0.2' : '127.0.0.1', `${service.url}/v1/${id}/start`);
      waited[n] = ec2Calls();
      return status;
    };
    const { answers, ec2Calls: all } = await atOnce(ids.map(start));
    expect(answers).toEqual(Array(101).fill(200));
    expect(all).toBeGreaterThan(8);
    // The call that was under way when it came, and the next one.
    expect(waited[100]).toBeLessThanOrEqual(3);
  });
});

describe('A lone request', () => {
  it('takes no longer than its EC2 call', async () => {
    const delays: number[] = [];
    const delay = async (ms: number) => void delays.push(ms);
    const service = await startService({ SIMULATOR_LATENCY_MS: '50' }, { delay });
    const [id = ''] = await runningInstances(service, 1);
    delays.length = 0;
    await restDoor(service).attributes(id, 'id');
    await restDoor(service).act('reboot', id);
    expect(delays).toEqual([50, 50]);
  });
});

describe('The budget', () => {
  it('is kept, so that EC2 never refuses for the number of calls', async () => {
    const { url } = await startService({ SIMULATOR_THROTTLING: 'on' });
    for (let n = 0; n < 20; n++) {
      const { headers } = await request(url).put('/v1/launch').send(LAUNCH).expect(200);
      expect(headers['x-ec2-calls']).toBe('RunInstances=1');
    }
  });

  it('tells how long a request waited for it', async () => {
    const service = await startService({ EC2_BUDGET: 'RunInstances=1/2' });
    const launch =
      'mutation { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro" }) { instanceIds } }';
    expect((await graphql(service, launch)).extensions.ec2).toEqual({
      calls: { RunInstances: 1 },
      waitedMs: 0,
    });
    expect((await graphql(service, launch)).extensions.ec2).toEqual({
      calls: { RunInstances: 1 },
      waitedMs: 500,
    });
  });

  it('counts no instances of what EC2 refuses or only tries', async () => {
    const service = await startService({ SIMULATOR_THROTTLING: 'on' });
    const put = (input: object) =>
      request(service.url)
        .put('/v1/launch')
        .send({ ...LAUNCH, ...input });
    await put({ max_count: 1000, dry_run: true }).expect(200);
    await put({ max_count: 1000, ami: 'ami-00000000' }).expect(408);
    const launch =
      'mutation { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro", maxCount: 900 }) { instanceIds } }';
    const { data, extensions } = await graphql(service, launch);
    expect(data.launchInstances.instanceIds).toHaveLength(900);
    expect(extensions.ec2).toEqual({ calls: { RunInstances: 1 }, waitedMs: 0 });
  });

  it.each<[Verb | 'launch', string]>([
    ['launch', 'RunInstances'],
    ['start', 'StartInstances'],
  ])(
    'that does not come before the deadline is a 408 that says when to come again: %s',
    async (call, action) => {
      const never = () => new Promise<void>(() => {});
      const environment = { EC2_BUDGET: `${action}=1/0.1`, REQUEST_TIMEOUT_MS: '100' };
      const { url } = await startService(environment, { delay: never });
      const path = call === 'launch' ? '/v1/launch' : `/v1/i-00000001/${call}`;
      const put = () =>
        request(url)
          .put(path)
          .send(call === 'launch' ? LAUNCH : {});
      expect((await put()).status).toBe(call === 'launch' ? 200 : 404);
      const { body, headers } = await put().expect(408);
      expect(body).toMatch(/THROTTLED: the budget of EC2 calls left no room for this one/);
      expect(headers['retry-after']).toBe('10');
      expect(headers['x-ec2-calls']).toBeUndefined();
    },
  );
});
