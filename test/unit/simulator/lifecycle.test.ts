import { describe, expect, it } from '@jest/globals';
import { Simulated } from './support/simulated.js';

const slow = () => new Simulated({ transitionMs: 1000 });

/** An instance that has come to a state by the usual way. */
async function anInstance(simulated: Simulated, state: string, parameters = {}): Promise<string> {
  const id = await simulated.launchOne(parameters);
  if (state === 'pending') return id;
  simulated.advance(1000);
  if (state === 'running') return id;
  const action = state === 'stopping' || state === 'stopped' ? 'StopInstances' : 'TerminateInstances';
  await simulated.call(action, { InstanceId: [id] });
  if (state === 'stopped' || state === 'terminated') simulated.advance(1000);
  return id;
}

/** State, action, the outcome, and the state right after it. */
const TABLE: readonly (readonly [from: string, action: string, outcome: string, after: string])[] = [
  ['pending', 'StartInstances', 'ok', 'pending'],
  ['pending', 'StopInstances', 'IncorrectInstanceState', 'pending'],
  ['pending', 'TerminateInstances', 'ok', 'shutting-down'],
  ['pending', 'RebootInstances', 'ok', 'pending'],
  ['running', 'StartInstances', 'ok', 'running'],
  ['running', 'StopInstances', 'ok', 'stopping'],
  ['running', 'TerminateInstances', 'ok', 'shutting-down'],
  ['running', 'RebootInstances', 'ok', 'running'],
  ['stopping', 'StartInstances', 'IncorrectInstanceState', 'stopping'],
  ['stopping', 'StopInstances', 'ok', 'stopping'],
  ['stopping', 'TerminateInstances', 'ok', 'shutting-down'],
  ['stopping', 'RebootInstances', 'IncorrectState', 'stopping'],
  ['stopped', 'StartInstances', 'ok', 'pending'],
  ['stopped', 'StopInstances', 'ok', 'stopped'],
  ['stopped', 'TerminateInstances', 'ok', 'terminated'],
  ['stopped', 'RebootInstances', 'IncorrectState', 'stopped'],
  ['shutting-down', 'StartInstances', 'IncorrectInstanceState', 'shutting-down'],
  ['shutting-down', 'StopInstances', 'IncorrectInstanceState', 'shutting-down'],
  ['shutting-down', 'TerminateInstances', 'ok', 'shutting-down'],
  ['shutting-down', 'RebootInstances', 'ok', 'shutting-down'],
  ['terminated', 'StartInstances', 'IncorrectInstanceState', 'terminated'],
  ['terminated', 'StopInstances', 'IncorrectInstanceState', 'terminated'],
  ['terminated', 'TerminateInstances', 'ok', 'terminated'],
  ['terminated', 'RebootInstances', 'ok', 'terminated'],
];

describe('an instance that is', () => {
  it.each(TABLE)('%s answers %s with %s and is then %s', async (from, action, outcome, after) => {
    const simulated = slow();
    const id = await anInstance(simulated, from);
    const answer = await simulated.call(action, { InstanceId: [id] });
    expect([answer.outcome, await simulated.state(id)]).toEqual([outcome, after]);
    if (outcome === 'ok' && action !== 'RebootInstances') {
      expect(answer.all('name')).toEqual([after, from]);
    }
  });
});

describe('the words of refusals', () => {
  const refusals: [string, string, (id: string) => string][] = [
    [
      'stopping',
      'StartInstances',
      (id) => `The instance '${id}' is not in a state from which it can be started.`,
    ],
    [
      'terminated',
      'StopInstances',
      (id) => `This instance '${id}' is not in a state from which it can be stopped.`,
    ],
    [
      'pending',
      'StopInstances',
      (id) => `Instance '${id}' cannot be stopped as it has never reached the 'running' state.`,
    ],
    [
      'stopped',
      'RebootInstances',
      (id) => `Cannot reboot instance ${id} that is currently in stopped state.`,
    ],
  ];

  it.each(refusals)('from %s for %s are EC2’s', async (from, action, message) => {
    const simulated = slow();
    const id = await anInstance(simulated, from);
    const answer = await simulated.call(action, { InstanceId: [id] });
    expect(answer.one('Message')?.replaceAll('&apos;', "'")).toBe(message(id));
    expect(answer.response.statusCode).toBe(400);
  });
});

describe('a start after a stop', () => {
  it('lets a pending instance be stopped, since it has run before', async () => {
    const simulated = slow();
    const id = await anInstance(simulated, 'stopped');
    await simulated.call('StartInstances', { InstanceId: [id] });
    expect((await simulated.call('StopInstances', { InstanceId: [id] })).all('name')).toEqual([
      'stopping',
      'pending',
    ]);
  });

  it('gives another launch time and public address and keeps the private one', async () => {
    const simulated = slow();
    const id = await anInstance(simulated, 'running');
    const before = await simulated.call('DescribeInstances', { InstanceId: [id] });
    await simulated.call('StopInstances', { InstanceId: [id] });
    simulated.advance(1000);
    const stopped = await simulated.call('DescribeInstances', { InstanceId: [id] });
    await simulated.call('StartInstances', { InstanceId: [id] });
    simulated.advance(1000);
    const after = await simulated.call('DescribeInstances', { InstanceId: [id] });
    expect(stopped.all('ipAddress')).toEqual([]);
    expect(stopped.one('dnsName')).toBe('');
    expect(stopped.one('reason')).toBe('User initiated (2026-03-01 12:00:01 GMT)');
    expect(after.one('privateIpAddress')).toBe(before.one('privateIpAddress'));
    expect(after.one('ipAddress')).not.toBe(before.one('ipAddress'));
    expect(after.one('dnsName')).toMatch(/^ec2-198-18-.*\.compute-1\.amazonaws\.com$/);
    expect(after.one('launchTime')).toBe('2026-03-01T12:00:02.000Z');
    expect(after.one('reason')).toBe('');
    expect(after.all('stateReason')).toEqual([]);
  });
});

describe('a batch', () => {
  it('fails as a whole, naming one id, when one instance cannot be started', async () => {
    const simulated = slow();
    const stopped = await anInstance(simulated, 'stopped');
    const gone = await anInstance(simulated, 'terminated');
    const answer = await simulated.call('StartInstances', { InstanceId: [stopped, gone] });
    expect(answer.one('Message')).toContain(gone);
    expect(await simulated.state(stopped)).toBe('stopped');
  });

  it('fails as a whole, naming every id that is missing', async () => {
    const simulated = slow();
    const id = await anInstance(simulated, 'running');
    const answer = await simulated.call('StopInstances', { InstanceId: ['i-0000000a', id, 'i-0000000b'] });
    expect(answer.outcome).toBe('InvalidInstanceID.NotFound');
    expect(answer.one('Message')).toBe('The instance IDs &apos;i-0000000a, i-0000000b&apos; do not exist');
    expect(await simulated.state(id)).toBe('running');
  });

  it('answers an instance that is named twice once', async () => {
    const simulated = slow();
    const id = await anInstance(simulated, 'running');
    expect((await simulated.call('StopInstances', { InstanceId: [id, id] })).all('instanceId')).toEqual([id]);
  });

  it.each(['StartInstances', 'StopInstances', 'TerminateInstances', 'RebootInstances'])(
    'of none is refused by %s',
    async (action) => {
      expect((await slow().call(action)).outcome).toBe('MissingParameter');
    },
  );

  it('of more than 1,000 cannot be terminated', async () => {
    const ids = Array.from({ length: 1001 }, (_, index) => `i-${String(index).padStart(8, '0')}`);
    expect((await slow().call('TerminateInstances', { InstanceId: ids })).outcome).toBe(
      'ResourceCountExceeded',
    );
  });

  it('with an id of a wrong form is refused', async () => {
    const answer = await slow().call('RebootInstances', { InstanceId: ['i-12'] });
    expect([answer.outcome, answer.one('Message')]).toEqual([
      'InvalidInstanceID.Malformed',
      'Invalid id: &quot;i-12&quot;',
    ]);
  });
});

describe('protected instances', () => {
  it('are not terminated, nor is anything in their zone, but all in other zones is', async () => {
    const simulated = slow();
    const inA = { 'Placement.AvailabilityZone': 'us-east-1a' };
    const kept = await anInstance(simulated, 'running', { ...inA, DisableApiTermination: 'true' });
    const beside = await anInstance(simulated, 'running', inA);
    const apart = await anInstance(simulated, 'running', { 'Placement.AvailabilityZone': 'us-east-1b' });
    const answer = await simulated.call('TerminateInstances', { InstanceId: [apart, kept, beside] });
    expect(answer.outcome).toBe('OperationNotPermitted');
    expect(answer.one('Message')).toContain(
      `'disableApiTermination' instance attribute`.replaceAll("'", '&apos;'),
    );
    const states = await Promise.all([kept, beside, apart].map((id) => simulated.state(id)));
    expect(states).toEqual(['running', 'running', 'shutting-down']);
  });

  it('against stopping are neither stopped nor terminated', async () => {
    const simulated = slow();
    const id = await anInstance(simulated, 'running', { DisableApiStop: 'true' });
    const stop = await simulated.call('StopInstances', { InstanceId: [id] });
    const terminate = await simulated.call('TerminateInstances', { InstanceId: [id] });
    expect([stop.outcome, terminate.outcome]).toEqual(['OperationNotPermitted', 'OperationNotPermitted']);
    expect(terminate.one('Message')).toContain('disableApiStop');
    expect(await simulated.state(id)).toBe('running');
  });
});

describe('a stop', () => {
  const spot = (type: string) => ({
    'InstanceMarketOptions.MarketType': 'spot',
    'InstanceMarketOptions.SpotOptions.SpotInstanceType': type,
  });

  it('is refused to a one-time Spot Instance and granted to a persistent one', async () => {
    const simulated = slow();
    const once = await anInstance(simulated, 'running', spot('one-time'));
    const lasting = await anInstance(simulated, 'running', spot('persistent'));
    expect((await simulated.call('StopInstances', { InstanceId: [once] })).outcome).toBe(
      'UnsupportedOperation',
    );
    expect((await simulated.call('StopInstances', { InstanceId: [lasting] })).outcome).toBe('ok');
  });

  it('hibernates where that was asked for at the launch, and says so', async () => {
    const simulated = slow();
    const id = await anInstance(simulated, 'running', { 'HibernationOptions.Configured': 'true' });
    const answer = await simulated.call('StopInstances', { InstanceId: [id], Hibernate: 'true' });
    expect(answer.outcome).toBe('ok');
    const described = await simulated.call('DescribeInstances', { InstanceId: [id] });
    expect(described.one('stateReason')).toContain('Client.UserInitiatedHibernate');
  });

  it('does not hibernate an instance that was not launched for it', async () => {
    const simulated = slow();
    const id = await anInstance(simulated, 'running');
    const answer = await simulated.call('StopInstances', { InstanceId: [id], Hibernate: 'true' });
    expect(answer.outcome).toBe('UnsupportedHibernationConfiguration');
  });
});

describe('a terminated instance', () => {
  it('loses its network and keeps its name, tags and launch', async () => {
    const simulated = slow();
    const id = await anInstance(simulated, 'terminated', {
      KeyName: 'scalacity_dev1',
      'TagSpecification.1.ResourceType': 'instance',
      'TagSpecification.1.Tag.1.Key': 'Name',
      'TagSpecification.1.Tag.1.Value': 'old',
    });
    const answer = await simulated.call('DescribeInstances', { InstanceId: [id] });
    for (const gone of ['vpcId', 'subnetId', 'privateIpAddress', 'ipAddress'])
      expect(answer.all(gone)).toEqual([]);
    for (const empty of ['dnsName', 'privateDnsName', 'networkInterfaceSet', 'blockDeviceMapping']) {
      expect(answer.one(empty)).toBe('');
    }
    expect([answer.one('keyName'), answer.one('value')]).toEqual(['scalacity_dev1', 'old']);
    expect(answer.one('stateReason')).toContain('Client.UserInitiatedShutdown: User initiated shutdown');
  });

  it('is there for an hour and then gone', async () => {
    const simulated = slow();
    const id = await anInstance(simulated, 'terminated');
    simulated.advance(3_599_999);
    expect(await simulated.state(id)).toBe('terminated');
    simulated.advance(1);
    const answer = await simulated.call('DescribeInstances', { InstanceId: [id] });
    expect([answer.outcome, answer.one('Message')]).toEqual([
      'InvalidInstanceID.NotFound',
      `The instance ID &apos;${id}&apos; does not exist`,
    ]);
  });
});

describe('transitions that take no time', () => {
  it('are told as begun, and are over at the next look', async () => {
    const simulated = new Simulated();
    const launch = await simulated.call('RunInstances', {
      ImageId: 'ami-0abcdef1',
      MinCount: '1',
      MaxCount: '1',
    });
    expect(launch.one('instanceState')).toBe('<code>0</code><name>pending</name>');
    const id = launch.one('instanceId') ?? '';
    expect(await simulated.state(id)).toBe('running');
    expect((await simulated.call('StopInstances', { InstanceId: [id] })).all('name')[0]).toBe('stopping');
    expect(await simulated.state(id)).toBe('stopped');
  });
});
