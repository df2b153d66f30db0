import { describe, expect, it } from '@jest/globals';
import { launching, Simulated } from './support/simulated.js';

type Parameters = Record<string, string | readonly string[]>;

const throttled = () => new Simulated({ throttling: {} });

/** How many of these calls are let through, when made at one moment. */
async function admitted(simulated: Simulated, action: string, parameters: Parameters, calls: number) {
  let count = 0;
  for (let call = 0; call < calls; call += 1) {
    const answer = await simulated.call(action, parameters);
    if (answer.outcome !== 'RequestLimitExceeded') count += 1;
  }
  return count;
}

const filter = { 'Filter.1.Name': 'instance-state-name', 'Filter.1.Value': ['running'] };
const tag = { ResourceId: ['i-0000000a'], 'Tag.1.Key': 'a' };

const BUCKETS: readonly (readonly [
  action: string,
  parameters: Parameters,
  capacity: number,
  perSecond: number,
])[] = [
  ['DescribeInstances', filter, 100, 20],
  ['DescribeInstances', { MaxResults: '5' }, 100, 20],
  ['DescribeInstances', {}, 50, 10],
  ['DescribeInstances', { InstanceId: ['i-0000000a'] }, 50, 10],
  ['DescribeInstanceStatus', filter, 100, 20],
  ['DescribeInstanceStatus', {}, 50, 10],
  ['DescribeInstanceAttribute', {}, 100, 20],
  ['DescribeInstanceTypes', { InstanceType: ['t3.micro'] }, 100, 20],
  ['DescribeTags', {}, 100, 20],
  ['StopInstances', {}, 50, 5],
  ['RebootInstances', {}, 50, 5],
  ['ModifyInstanceAttribute', {}, 50, 5],
  ['DeleteTags', tag, 50, 5],
  ['RunInstances', launching(), 5, 2],
  ['StartInstances', {}, 5, 2],
  ['TerminateInstances', {}, 100, 5],
  ['CreateTags', tag, 100, 10],
];

describe('the request bucket', () => {
  it.each(BUCKETS)(
    'of %s with %j holds %d and refills %d a second',
    async (action, parameters, capacity, perSecond) => {
      const simulated = throttled();
      expect(await admitted(simulated, action, parameters, capacity + 5)).toBe(capacity);
      simulated.advance(1000);
      expect(await admitted(simulated, action, parameters, perSecond + 5)).toBe(perSecond);
      simulated.advance(3_600_000);
      expect(await admitted(simulated, action, parameters, capacity + 5)).toBe(capacity);
    },
  );

  it('is one for each action and region', async () => {
    const simulated = throttled();
    await admitted(simulated, 'StartInstances', {}, 6);
    expect((await simulated.call('RunInstances', launching())).outcome).toBe('ok');
    expect((await simulated.call('StartInstances', {}, 'eu-west-1')).outcome).toBe('MissingParameter');
    expect((await simulated.call('StartInstances')).outcome).toBe('RequestLimitExceeded');
  });

  it('is apart for requests that neither filter nor page', async () => {
    const simulated = throttled();
    await admitted(simulated, 'DescribeInstances', {}, 51);
    expect(await admitted(simulated, 'DescribeInstances', filter, 101)).toBe(100);
  });

  it('refuses as EC2 does, with status 503', async () => {
    const simulated = throttled();
    await admitted(simulated, 'StartInstances', {}, 5);
    const answer = await simulated.call('StartInstances');
    expect([answer.response.statusCode, answer.one('Message')]).toEqual([503, 'Request limit exceeded.']);
    expect(simulated.simulator.calls()).toEqual({
      StartInstances: { MissingParameter: 5, RequestLimitExceeded: 1 },
    });
  });

  it('is full again after a reset, and no clock that goes back empties it', async () => {
    const simulated = throttled();
    await admitted(simulated, 'StartInstances', {}, 5);
    simulated.advance(-60_000);
    expect(await admitted(simulated, 'StartInstances', {}, 1)).toBe(0);
    simulated.simulator.reset();
    expect(await admitted(simulated, 'StartInstances', {}, 6)).toBe(5);
  });

  it('is not there for actions that are not known', async () => {
    expect(await admitted(throttled(), 'constructor', {}, 200)).toBe(200);
  });
});

describe('the bucket of instances', () => {
  /** A thousand running instances. */
  const running = async (simulated: Simulated) => {
    const ids = (await simulated.call('RunInstances', launching(1000))).all('instanceId');
    simulated.advance(60_000);
    return (count: number) => ids.slice(0, count);
  };

  it.each([
    ['StartInstances', 2],
    ['StopInstances', 20],
    ['TerminateInstances', 20],
  ])('of %s holds 1,000 and refills %d a second', async (action, perSecond) => {
    const simulated = throttled();
    const ids = await running(simulated);
    expect(await admitted(simulated, action, { InstanceId: ids(1000) }, 1)).toBe(1);
    expect(await admitted(simulated, action, { InstanceId: ids(1) }, 1)).toBe(0);
    simulated.advance(1000);
    expect(await admitted(simulated, action, { InstanceId: ids(perSecond + 1) }, 1)).toBe(0);
    expect(await admitted(simulated, action, { InstanceId: ids(perSecond) }, 1)).toBe(1);
  });

  it('of RunInstances counts what a launch may become', async () => {
    const simulated = throttled();
    expect(await admitted(simulated, 'RunInstances', { ...launching(600), MinCount: '1' }, 1)).toBe(1);
    expect(await admitted(simulated, 'RunInstances', launching(600), 1)).toBe(0);
    expect(await admitted(simulated, 'RunInstances', launching(400), 1)).toBe(1);
  });

  it('is not touched by dry runs, nor by a launch that tells no number', async () => {
    const simulated = throttled();
    expect(await admitted(simulated, 'RunInstances', { ...launching(1000), DryRun: 'true' }, 2)).toBe(2);
    expect(await admitted(simulated, 'RunInstances', { MaxCount: 'many' }, 1)).toBe(1);
    expect(await admitted(simulated, 'RunInstances', launching(1000), 1)).toBe(1);
  });

  it('is not touched by calls that are refused', async () => {
    const simulated = throttled();
    const ids = await running(simulated);
    const unknown = { InstanceId: [...ids(999), 'i-0000000a'] };
    expect(await admitted(simulated, 'StopInstances', unknown, 2)).toBe(2);
    expect(await admitted(simulated, 'StopInstances', { InstanceId: ids(1000) }, 1)).toBe(1);
  });

  it('counts an id that is named twice once', async () => {
    const simulated = throttled();
    const ids = await running(simulated);
    await admitted(simulated, 'StopInstances', { InstanceId: [...ids(999), ...ids(999)] }, 1);
    expect(await admitted(simulated, 'StopInstances', { InstanceId: ids(1) }, 2)).toBe(1);
  });
});

describe('a bucket that differs from the documented ones', () => {
  it('holds and refills what it says, and leaves the others as they are', async () => {
    const simulated = new Simulated({ throttling: { RunInstances: { capacity: 20, perSecond: 7 } } });
    expect(await admitted(simulated, 'RunInstances', launching(), 25)).toBe(20);
    simulated.advance(1000);
    expect(await admitted(simulated, 'RunInstances', launching(), 25)).toBe(7);
    expect(await admitted(simulated, 'StartInstances', {}, 25)).toBe(5);
  });

  it('may be that of instances', async () => {
    const simulated = new Simulated({
      throttling: { 'RunInstances.instances': { capacity: 3000, perSecond: 500 } },
    });
    expect(await admitted(simulated, 'RunInstances', launching(1000), 4)).toBe(3);
    simulated.advance(2000);
    expect(await admitted(simulated, 'RunInstances', launching(1000), 1)).toBe(1);
  });

  it('may be that of requests that neither filter nor page', async () => {
    const simulated = new Simulated({
      throttling: { 'DescribeInstances.unfiltered': { capacity: 3, perSecond: 1 } },
    });
    expect(await admitted(simulated, 'DescribeInstances', {}, 5)).toBe(3);
    expect(await admitted(simulated, 'DescribeInstances', filter, 101)).toBe(100);
  });
});
