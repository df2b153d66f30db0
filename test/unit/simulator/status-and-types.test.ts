import { _InstanceType } from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';
import { INSTANCE_TYPES } from '../../../src/simulator/instance-types.js';
import { Simulated } from './support/simulated.js';

describe('DescribeInstanceStatus', () => {
  it('is initializing for a while after the start and then ok', async () => {
    const simulated = new Simulated({ transitionMs: 1000 });
    await simulated.launchOne();
    const status = async () => (await simulated.call('DescribeInstanceStatus')).one('instanceStatus');
    expect(await status()).toBeUndefined();
    simulated.advance(1000);
    expect(await status()).toContain('<status>initializing</status>');
    simulated.advance(1000);
    expect(await status()).toBe(
      '<status>ok</status><details><item><name>reachability</name><status>passed</status></item></details>',
    );
  });

  it('tells of running instances only, or of all when asked', async () => {
    const simulated = new Simulated();
    const [running = '', gone = ''] = await simulated.launch({}, 2);
    await simulated.call('TerminateInstances', { InstanceId: [gone] });
    const ids = async (parameters = {}) =>
      (await simulated.call('DescribeInstanceStatus', parameters)).all('instanceId');
    expect(await ids()).toEqual([running]);
    expect(await ids({ InstanceId: [running, gone] })).toEqual([running]);
    expect(await ids({ IncludeAllInstances: 'true' })).toEqual([running, gone]);
    const answer = await simulated.call('DescribeInstanceStatus', {
      InstanceId: [gone],
      IncludeAllInstances: 'true',
    });
    expect(answer.one('systemStatus')).toBe('<status>not-applicable</status>');
    expect(answer.one('instanceState')).toBe('<code>48</code><name>terminated</name>');
  });

  it.each([
    ['instance-id', 'i-*', 2],
    ['availability-zone', 'us-east-1b', 1],
    ['availability-zone-id', 'use1-az2', 1],
    ['instance-state-code', '16', 2],
    ['instance-state-name', 'running', 2],
    ['instance-state-name', 'stopped', 0],
    ['attached-ebs-status.status', 'ok', 2],
    ['instance-status.status', 'ok', 2],
    ['instance-status.reachability', 'passed', 2],
    ['system-status.status', 'impaired', 0],
    ['system-status.reachability', 'passed', 2],
    ['event.code', '*', 0],
    ['event.description', '*', 0],
    ['event.instance-event-id', '*', 0],
    ['event.not-after', '*', 0],
    ['event.not-before', '*', 0],
    ['event.not-before-deadline', '*', 0],
  ])('filters by %s %s', async (name, value, count) => {
    const simulated = new Simulated();
    await simulated.launch();
    await simulated.launch({ 'Placement.AvailabilityZone': 'us-east-1b' });
    const parameters = { 'Filter.1.Name': name, 'Filter.1.Value': [value] };
    expect((await simulated.call('DescribeInstanceStatus', parameters)).all('instanceId')).toHaveLength(
      count,
    );
  });

  it('has no reachability to filter by where checks do not apply', async () => {
    const simulated = new Simulated();
    await simulated.call('TerminateInstances', { InstanceId: await simulated.launch() });
    const answer = await simulated.call('DescribeInstanceStatus', {
      IncludeAllInstances: 'true',
      'Filter.1.Name': 'system-status.reachability',
      'Filter.1.Value': ['passed'],
    });
    expect(answer.all('instanceId')).toEqual([]);
  });

  it('pages, and refuses what it does not know', async () => {
    const simulated = new Simulated();
    await simulated.launch({}, 6);
    const first = await simulated.call('DescribeInstanceStatus', { MaxResults: '5' });
    const second = await simulated.call('DescribeInstanceStatus', {
      NextToken: first.one('nextToken') ?? '',
    });
    expect([first.all('instanceId').length, second.all('instanceId').length]).toEqual([5, 1]);
    const outcome = async (parameters: Record<string, string | string[]>) =>
      (await simulated.call('DescribeInstanceStatus', parameters)).outcome;
    expect(await outcome({ InstanceId: ['i-0000000a'] })).toBe('InvalidInstanceID.NotFound');
    expect(await outcome({ InstanceId: Array<string>(101).fill('i-0000000a') })).toBe(
      'InvalidParameterValue',
    );
    expect(await outcome({ InstanceId: ['i-0000000a'], MaxResults: '5' })).toBe(
      'InvalidParameterCombination',
    );
    expect(await outcome({ 'Filter.1.Name': 'vpc-id', 'Filter.1.Value': ['x'] })).toBe(
      'InvalidParameterValue',
    );
  });
});

describe('the instance types', () => {
  it('are those that the SDK lists', () => {
    expect([...INSTANCE_TYPES.keys()].sort()).toEqual(Object.values(_InstanceType).sort());
  });

  it.each([
    ['t2.nano', 1, 0.5, 'x86_64'],
    ['t2.micro', 1, 1, 'x86_64'],
    ['t2.medium', 2, 4, 'x86_64'],
    ['t3.nano', 2, 0.5, 'x86_64'],
    ['t3.micro', 2, 1, 'x86_64'],
    ['t3a.2xlarge', 8, 32, 'x86_64'],
    ['t4g.small', 2, 2, 'arm64'],
    ['m4.10xlarge', 40, 160, 'x86_64'],
    ['m5.large', 2, 8, 'x86_64'],
    ['m5.metal', 96, 384, 'x86_64'],
    ['m6g.medium', 1, 4, 'arm64'],
    ['m7i.metal-24xl', 96, 384, 'x86_64'],
    ['m7a.medium', 1, 4, 'x86_64'],
    ['c5.18xlarge', 72, 144, 'x86_64'],
    ['c5n.large', 2, 5.25, 'x86_64'],
    ['c7g.16xlarge', 64, 128, 'arm64'],
    ['r5.24xlarge', 96, 768, 'x86_64'],
    ['r6g.metal', 64, 512, 'arm64'],
    ['x1.32xlarge', 128, 1952, 'x86_64'],
    ['u-6tb1.metal', 448, 6144, 'x86_64'],
    ['i3.metal', 72, 512, 'x86_64'],
    ['hpc7a.96xlarge', 192, 768, 'x86_64'],
    ['mac2.metal', 8, 16, 'arm64_mac'],
    ['p5.48xlarge', 192, 2048, 'x86_64'],
  ])('include %s with %d vCPUs and %d GiB', (name, vcpus, gib, architecture) => {
    const type = INSTANCE_TYPES.get(name);
    expect([type?.vcpus, type?.architecture]).toEqual([vcpus, architecture]);
    expect(Math.abs((type?.memoryMiB ?? 0) / 1024 - gib)).toBeLessThan(0.02 * gib);
  });

  it('all have vCPUs, memory and whole cores', () => {
    for (const { name, vcpus, memoryMiB, threadsPerCore } of INSTANCE_TYPES.values()) {
      expect([name, vcpus > 0, memoryMiB > 0, Number.isInteger(vcpus / threadsPerCore)]).toEqual([
        name,
        true,
        true,
        true,
      ]);
    }
  });
});

describe('DescribeInstanceTypes', () => {
  const types = async (parameters: Record<string, string | string[]>) => {
    const answer = await new Simulated().call('DescribeInstanceTypes', parameters);
    return answer.outcome === 'ok' ? answer.all('instanceType') : [answer.outcome];
  };
  const filtered = (name: string, value: string) =>
    types({
      InstanceType: ['t2.micro', 'm5.metal', 'c7g.large'],
      'Filter.1.Name': name,
      'Filter.1.Value': [value],
    });

  it('answers by name', async () => {
    const answer = await new Simulated().call('DescribeInstanceTypes', {
      InstanceType: ['t3.micro', 'm5.metal'],
    });
    expect(answer.all('instanceType')).toEqual(['m5.metal', 't3.micro']);
    expect(answer.all('vCpuInfo')[1]).toBe(
      '<defaultVCpus>2</defaultVCpus><defaultCores>1</defaultCores><defaultThreadsPerCore>2</defaultThreadsPerCore>',
    );
    expect(answer.all('sizeInMiB')).toEqual(['393216', '1024']);
    expect(answer.all('hypervisor')).toEqual(['nitro']);
  });

  it.each([
    ['auto-recovery-supported', 'false', ['m5.metal']],
    ['bare-metal', 'true', ['m5.metal']],
    ['burstable-performance-supported', 'true', ['t2.micro']],
    ['current-generation', 'true', ['c7g.large', 'm5.metal', 't2.micro']],
    ['free-tier-eligible', 'true', ['t2.micro']],
    ['hypervisor', 'xen', ['t2.micro']],
    ['hypervisor', 'nitro', ['c7g.large']],
    ['instance-type', 'c7*', ['c7g.large']],
    ['memory-info.size-in-mib', '1024', ['t2.micro']],
    ['processor-info.supported-architecture', 'arm64', ['c7g.large']],
    ['supported-root-device-type', 'ebs', ['c7g.large', 'm5.metal', 't2.micro']],
    ['supported-usage-class', 'on-demand', ['c7g.large', 'm5.metal', 't2.micro']],
    ['supported-virtualization-type', 'paravirtual', []],
    ['vcpu-info.default-cores', '48', ['m5.metal']],
    ['vcpu-info.default-threads-per-core', '2', ['m5.metal']],
    ['vcpu-info.default-vcpus', '1', ['t2.micro']],
    ['colour', 'red', ['InvalidParameterValue']],
  ])('filters by %s %s', async (name, value, expected) => {
    expect(await filtered(name, value)).toEqual(expected);
  });

  it('gives all types in pages of 100 where no size is asked for', async () => {
    const simulated = new Simulated();
    const seen: string[] = [];
    let token = '';
    do {
      const answer = await simulated.call('DescribeInstanceTypes', token ? { NextToken: token } : {});
      seen.push(...answer.all('instanceType'));
      token = answer.one('nextToken') ?? '';
    } while (token !== '');
    expect(new Set(seen).size).toBe(INSTANCE_TYPES.size);
    expect(seen).toHaveLength(INSTANCE_TYPES.size);
  });

  it('refuses unknown names, more than 100 of them, and bad pages', async () => {
    const answer = await new Simulated().call('DescribeInstanceTypes', {
      InstanceType: ['x', 't3.micro', 'y'],
    });
    expect([answer.outcome, answer.one('Message')]).toEqual([
      'InvalidInstanceType',
      'The following supplied instance types do not exist: [x, y]',
    ]);
    expect(await types({ InstanceType: [...INSTANCE_TYPES.keys()].slice(0, 101) })).toEqual([
      'InvalidParameterValue',
    ]);
    expect(await types({ MaxResults: '101' })).toEqual(['InvalidParameterValue']);
    expect(await types({ MaxResults: '5', InstanceType: ['t3.micro'] })).toEqual([
      'InvalidParameterCombination',
    ]);
  });
});
