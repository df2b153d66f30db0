import { describe, expect, it } from '@jest/globals';
import { launching, Simulated } from './support/simulated.js';

const tokened = (parameters: Record<string, string> = {}) => ({
  ...launching(),
  ClientToken: 'T',
  ...parameters,
});
const inZone = (zone: string) => ({ 'Placement.AvailabilityZone': zone });
const instances = async (simulated: Simulated) =>
  (await simulated.call('DescribeInstances')).all('instanceId');

describe('a client token', () => {
  it('used again with the same parameters gives the first launch as it is now', async () => {
    const simulated = new Simulated();
    const first = await simulated.call('RunInstances', tokened());
    const second = await simulated.call('RunInstances', tokened());
    expect(second.one('reservationId')).toBe(first.one('reservationId'));
    expect(second.all('instanceId')).toEqual(first.all('instanceId'));
    expect(second.one('instanceState')).toContain('running');
    expect(await instances(simulated)).toHaveLength(1);
  });

  it('used again with other parameters is refused', async () => {
    const simulated = new Simulated();
    await simulated.call('RunInstances', tokened());
    const answer = await simulated.call('RunInstances', tokened({ InstanceType: 't3.small' }));
    expect([answer.outcome, answer.response.statusCode]).toEqual(['IdempotentParameterMismatch', 400]);
    expect(answer.one('Message')).toBe(
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  });

  it('does not mind the order of parameters, another signature or API version', async () => {
    const simulated = new Simulated();
    await simulated.call('RunInstances', tokened());
    const reversed = Object.fromEntries(Object.entries(tokened()).reverse());
    const answer = await simulated.call('RunInstances', {
      ...reversed,
      Signature: 'other',
      Version: '2014-10-01',
    });
    expect(answer.outcome).toBe('ok');
    expect(await instances(simulated)).toHaveLength(1);
  });

  it('counts within a zone where one is given, by name or subnet, else within the region', async () => {
    const simulated = new Simulated();
    const here = await simulated.call('RunInstances', tokened(inZone('us-east-1a')));
    await simulated.call('RunInstances', tokened(inZone('us-east-1b')));
    await simulated.call('RunInstances', tokened());
    await simulated.call('RunInstances', tokened(), 'eu-west-1');
    expect(await instances(simulated)).toHaveLength(3);
    const bySubnet = await simulated.call('RunInstances', tokened({ SubnetId: here.one('subnetId') ?? '' }));
    expect(bySubnet.outcome).toBe('IdempotentParameterMismatch');
  });

  it('is told apart by case', async () => {
    const simulated = new Simulated();
    await simulated.call('RunInstances', tokened());
    await simulated.call('RunInstances', tokened({ ClientToken: 't' }));
    expect(await instances(simulated)).toHaveLength(2);
  });

  it('of a terminated instance is refused, also when the instance is no longer shown', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne(tokened());
    await simulated.call('TerminateInstances', { InstanceId: [id] });
    expect((await simulated.call('RunInstances', tokened())).outcome).toBe('IdempotentInstanceTerminated');
    simulated.advance(3_600_000);
    expect((await simulated.call('RunInstances', tokened())).outcome).toBe('IdempotentInstanceTerminated');
  });

  it('is forgotten two days after the launch, once its instances are gone', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne(tokened());
    const kept = await simulated.launchOne(tokened({ ClientToken: 'kept' }));
    await simulated.call('TerminateInstances', { InstanceId: [id] });
    simulated.advance(48 * 3_600_000);
    await simulated.launchOne(tokened({ ClientToken: 'other' }));
    expect((await simulated.call('RunInstances', tokened())).outcome).toBe('ok');
    expect(await simulated.launchOne(tokened({ ClientToken: 'kept' }))).toBe(kept);
  });

  it('finds its launch while the instances cannot be described yet', async () => {
    const simulated = new Simulated({ consistencyMs: 5000 });
    const first = await simulated.launchOne(tokened());
    expect(await instances(simulated)).toEqual([]);
    expect(await simulated.launchOne(tokened())).toBe(first);
  });
});

describe('a shortage of capacity', () => {
  const short = () => new Simulated({ faults: { InsufficientInstanceCapacity: 1 } });

  it('makes a launch partial where MinCount allows it', async () => {
    const simulated = short();
    simulated.chances.push(0, 0.5);
    const answer = await simulated.call('RunInstances', { ...launching(9), MinCount: '3' });
    expect(answer.all('instanceId')).toHaveLength(6);
    expect(simulated.simulator.calls()).toEqual({ RunInstances: { ok: 1 } });
  });

  it('never gives fewer than MinCount, nor all', async () => {
    for (const chance of [0, 0.999999]) {
      const simulated = short();
      simulated.chances.push(0.5, chance);
      const answer = await simulated.call('RunInstances', { ...launching(9), MinCount: '3' });
      expect(answer.all('instanceId')).toHaveLength(chance === 0 ? 3 : 8);
    }
  });

  it('refuses a launch of an exact number whole, as a server error', async () => {
    const simulated = short();
    const answer = await simulated.call('RunInstances', launching(2));
    expect([answer.outcome, answer.response.statusCode]).toEqual(['InsufficientInstanceCapacity', 500]);
    expect(answer.one('Message')).toContain('sufficient t3.micro capacity');
    expect(await instances(simulated)).toEqual([]);
  });

  it('replays a partial launch as it was', async () => {
    const simulated = short();
    const wish = { ...launching(9), MinCount: '3', ClientToken: 'T' };
    const first = await simulated.call('RunInstances', wish);
    expect((await simulated.call('RunInstances', wish)).all('instanceId')).toEqual(first.all('instanceId'));
  });

  it('can keep stopped instances from starting', async () => {
    const answer = await short().call('StartInstances', { InstanceId: ['i-0000000a'] });
    expect([answer.outcome, answer.response.statusCode]).toEqual(['InsufficientInstanceCapacity', 500]);
  });
});
