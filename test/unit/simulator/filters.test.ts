import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { literalOf, wildcard } from '../../../src/simulator/wildcard.js';
import { Simulated } from './support/simulated.js';

const tags = (pairs: Record<string, string>) =>
  Object.fromEntries([
    ['TagSpecification.1.ResourceType', 'instance'],
    ...Object.entries(pairs).flatMap(([key, value], index) => [
      [`TagSpecification.1.Tag.${index + 1}.Key`, key],
      [`TagSpecification.1.Tag.${index + 1}.Value`, value],
    ]),
  ]);

/** One running Spot instance with everything, and one plain and terminated. */
const simulated = new Simulated();
let rich = '';
let plain = '';
let described: Awaited<ReturnType<Simulated['call']>>;

beforeAll(async () => {
  rich = await simulated.launchOne({
    InstanceType: 't4g.small',
    KeyName: 'scalacity_dev1',
    SecurityGroup: ['SSH'],
    'Placement.AvailabilityZone': 'us-east-1b',
    'Placement.GroupName': 'cluster',
    'InstanceMarketOptions.MarketType': 'spot',
    'IamInstanceProfile.Name': 'web',
    KernelId: 'aki-1',
    RamdiskId: 'ari-1',
    ClientToken: 'tok*en',
    'Monitoring.Enabled': 'true',
    ...tags({ Name: 'web [1]', Empty: '' }),
  });
  plain = await simulated.launchOne({ InstanceType: 'm5.large' });
  await simulated.call('TerminateInstances', { InstanceId: [plain] });
  described = await simulated.call('DescribeInstances', { InstanceId: [rich] });
});

async function found(name: string, ...values: string[]): Promise<string[]> {
  const answer = await simulated.call('DescribeInstances', {
    'Filter.1.Name': name,
    'Filter.1.Value': values,
  });
  if (answer.outcome !== 'ok') return [answer.outcome];
  return [rich, plain].filter((id) => answer.text.includes(`<instanceId>${id}</instanceId>`));
}

/** Filters with a value that the rich instance has and the plain one has not. */
const OF_THE_RICH: readonly [name: string, value: string][] = [
  ['architecture', 'arm64'],
  ['availability-zone', 'us-east-1b'],
  ['availability-zone-id', 'use1-az2'],
  ['block-device-mapping.attach-time', '2026-03-01T12:00:00.000Z'],
  ['block-device-mapping.delete-on-termination', 'true'],
  ['block-device-mapping.device-name', '/dev/sda1'],
  ['block-device-mapping.status', 'attached'],
  ['block-device-mapping.volume-id', 'vol-*'],
  ['client-token', 'tok\\*en'],
  ['dns-name', 'ec2-*.compute-1.amazonaws.com'],
  ['group-id', 'sg-*'],
  ['group-name', 'SSH'],
  ['iam-instance-profile.arn', '*/web'],
  ['instance-lifecycle', 'spot'],
  ['instance-state-code', '16'],
  ['instance-state-name', 'running'],
  ['instance-type', 't4g.*'],
  ['instance.group-id', 'sg-*'],
  ['instance.group-name', 'SSH'],
  ['ip-address', '198.18.*'],
  ['kernel-id', 'aki-1'],
  ['key-name', 'scalacity_dev?'],
  ['monitoring-state', 'enabled'],
  ['network-interface.addresses.association.public-ip', '198.*'],
  ['network-interface.addresses.private-ip-address', '10.*'],
  ['network-interface.association.public-ip', '198.*'],
  ['network-interface.attachment.attachment-id', 'eni-attach-*'],
  ['network-interface.attachment.instance-id', 'i-*'],
  ['network-interface.availability-zone', 'us-east-1b'],
  ['network-interface.group-id', 'sg-*'],
  ['network-interface.group-name', 'SSH'],
  ['network-interface.mac-address', '02:*'],
  ['network-interface.network-interface-id', 'eni-*'],
  ['network-interface.owner-id', '123456789012'],
  ['network-interface.private-dns-name', 'ip-10-*'],
  ['network-interface.private-ip-address', '10.*'],
  ['network-interface.source-dest-check', 'true'],
  ['network-interface.status', 'in-use'],
  ['network-interface.subnet-id', 'subnet-*'],
  ['network-interface.vpc-id', 'vpc-*'],
  ['network-interface.description', ''],
  ['placement-group-name', 'cluster'],
  ['private-dns-name', 'ip-10-*.ec2.internal'],
  ['private-ip-address', '10.*'],
  ['ramdisk-id', 'ari-1'],
  ['reason', ''],
  ['source-dest-check', 'true'],
  ['spot-instance-request-id', 'sir-*'],
  ['subnet-id', 'subnet-*'],
  ['tag-key', 'Name'],
  ['tag-value', 'web*'],
  ['tag:Empty', ''],
  ['tag:Name', 'web [1]'],
  ['vpc-id', 'vpc-*'],
];

/** Filters that both instances meet. */
const OF_BOTH: readonly [name: string, value: string][] = [
  ['enclave-options.enabled', 'false'],
  ['hibernation-options.configured', 'false'],
  ['hypervisor', 'xen'],
  ['image-id', 'ami-0abcdef1'],
  ['instance-id', 'i-*'],
  ['launch-index', '0'],
  ['launch-time', '2026-03-01T12*'],
  ['metadata-options.http-endpoint', 'enabled'],
  ['metadata-options.http-put-response-hop-limit', '1'],
  ['metadata-options.http-tokens', 'optional'],
  ['metadata-options.instance-metadata-tags', 'disabled'],
  ['owner-id', '123456789012'],
  ['platform-details', 'Linux/UNIX'],
  ['reservation-id', 'r-*'],
  ['root-device-name', '/dev/sda1'],
  ['root-device-type', 'ebs'],
  ['tenancy', 'default'],
  ['usage-operation', 'RunInstances'],
  ['virtualization-type', 'hvm'],
];

const OF_THE_TERMINATED: readonly [name: string, value: string][] = [
  ['state-reason-code', 'Client.UserInitiatedShutdown'],
  ['state-reason-message', '*: User initiated shutdown'],
  ['instance-state-code', '48'],
  ['monitoring-state', 'disabled'],
];

const OF_NONE: readonly string[] = [
  'capacity-reservation-id',
  'host-id',
  'platform',
  'product-code',
  'product-code.type',
  'requester-id',
];

describe('the filter', () => {
  it.each(OF_THE_RICH)('%s finds by %s', async (name, value) => {
    expect(await found(name, value)).toEqual([rich]);
    expect(await found(name, 'something else')).toEqual([]);
  });

  it.each(OF_BOTH)('%s finds by %s', async (name, value) => {
    expect(await found(name, value)).toEqual([rich, plain]);
  });

  it.each(OF_THE_TERMINATED)('%s finds by %s', async (name, value) => {
    expect(await found(name, value)).toEqual([plain]);
  });

  it.each(OF_NONE)('%s is known and finds nothing', async (name) => {
    expect(await found(name, '*')).toEqual([]);
  });

  it.each(['subnetid', 'constructor', '', 'tag'])('%j is refused', async (name) => {
    const answer = await simulated.call('DescribeInstances', {
      'Filter.1.Name': name,
      'Filter.1.Value': ['x'],
    });
    expect([answer.outcome, answer.one('Message')]).toEqual([
      'InvalidParameterValue',
      `The filter &apos;${name}&apos; is invalid`,
    ]);
  });

  it('finds by the very values that a description shows', async () => {
    for (const [element, name] of [
      ['privateIpAddress', 'private-ip-address'],
      ['ipAddress', 'ip-address'],
      ['dnsName', 'dns-name'],
      ['volumeId', 'block-device-mapping.volume-id'],
      ['attachmentId', 'network-interface.attachment.attachment-id'],
      ['spotInstanceRequestId', 'spot-instance-request-id'],
    ] as const) {
      expect(await found(name, described.one(element) ?? '')).toEqual([rich]);
    }
  });
});

describe('filters', () => {
  it('must all match, each by any of its values', async () => {
    const ask = async (state: string[]) =>
      (
        await simulated.call('DescribeInstances', {
          'Filter.1.Name': 'instance-type',
          'Filter.1.Value': ['m5.large', 't4g.small'],
          'Filter.2.Name': 'instance-state-name',
          'Filter.2.Value': state,
        })
      ).all('instanceType');
    expect(await ask(['terminated'])).toEqual(['m5.large']);
    expect(await ask(['running', 'terminated'])).toEqual(['t4g.small', 'm5.large']);
    expect(await ask(['stopped'])).toEqual([]);
  });

  it('mind upper and lower case', async () => {
    expect(await found('tag:Name', 'WEB*')).toEqual([]);
    expect(await found('tag:name', 'web*')).toEqual([]);
  });

  it('need a name and a value', async () => {
    const nameless = await simulated.call('DescribeInstances', { 'Filter.1.Value': ['x'] });
    expect(nameless.one('Message')).toBe('The filter &apos;null&apos; is invalid');
    const empty = await simulated.call('DescribeInstances', { 'Filter.1.Name': 'vpc-id' });
    expect(empty.one('Message')).toBe('The request must contain the parameter Filter.1.Value');
  });

  it('are limited to 50, of 200 values each, of 255 characters each', async () => {
    const names = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          [`Filter.${index + 1}.Name`, 'vpc-id'],
          [`Filter.${index + 1}.Value.1`, '*'],
        ]).flat(),
      );
    const values = (...list: string[]) => ({ 'Filter.1.Name': 'vpc-id', 'Filter.1.Value': list });
    const outcome = async (parameters: Record<string, string | string[]>) =>
      (await simulated.call('DescribeInstances', parameters)).outcome;
    expect(await outcome(names(50))).toBe('ok');
    expect(await outcome(names(51))).toBe('FilterLimitExceeded');
    expect(await outcome(values(...Array<string>(200).fill('x')))).toBe('ok');
    expect(await outcome(values(...Array<string>(201).fill('x')))).toBe('FilterLimitExceeded');
    expect(await outcome(values('x'.repeat(255)))).toBe('ok');
    expect(await outcome(values('x'.repeat(256)))).toBe('FilterLimitExceeded');
  });
});

describe('a wildcard', () => {
  it.each([
    ['*', '', true],
    ['a*', 'abc', true],
    ['a*c', 'ab', false],
    ['*b*', 'abc', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', true],
    ['a?c', 'abbc', false],
    ['a\\*c', 'abc', false],
    ['a\\*c', 'a*c', true],
    ['a\\?', 'a?', true],
    ['a\\\\*', 'a\\bc', true],
    ['a\\', 'a\\', true],
    ['é*', 'éa', true],
    ['a.c', 'abc', false],
  ])('%s against %s: %s', (pattern, text, expected) => {
    expect(wildcard(pattern)(text)).toBe(expected);
  });

  it('agrees with a regular expression, whatever the pattern', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, text) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.?')}$`);
        expect(wildcard(pattern)(text)).toBe(expected.test(text));
      }),
    );
  });

  it('is fast where a backtracking search would never end', () => {
    expect(wildcard(`${'a*'.repeat(120)}b`)('a'.repeat(250))).toBe(false);
  });

  it('is none in a value without one, or with escaped ones', () => {
    expect([literalOf('plain'), literalOf('a\\*'), literalOf('a*')]).toEqual(['plain', 'a*', undefined]);
  });
});
