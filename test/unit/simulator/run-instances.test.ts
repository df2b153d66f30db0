import { describe, expect, it } from '@jest/globals';
import { launching, Simulated } from './support/simulated.js';

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

/** Runs a launch of one with these parameters, and gives its outcome and message. */
async function outcomeOf(parameters: Record<string, string | readonly string[]>): Promise<string[]> {
  const answer = await new Simulated().call('RunInstances', { ...launching(), ...parameters });
  return [answer.outcome, (answer.one('Message') ?? '').replaceAll('&apos;', "'").replaceAll('&quot;', '"')];
}

describe('RunInstances', () => {
  it('puts all instances of a launch into one reservation, numbered from 0', async () => {
    const simulated = new Simulated();
    const answer = await simulated.call('RunInstances', launching(3));
    expect(answer.all('reservationId')).toHaveLength(1);
    expect(answer.all('amiLaunchIndex')).toEqual(['0', '1', '2']);
    expect(answer.one('ownerId')).toBe('123456789012');
    expect(new Set(answer.all('instanceId')).size).toBe(3);
    expect(answer.all('instanceId').every((id) => /^i-[0-9a-f]{17}$/.test(id))).toBe(true);
  });

  it('leaves out of a pending instance what EC2 does', async () => {
    const answer = await new Simulated({ transitionMs: 1000 }).call('RunInstances', launching());
    expect([answer.one('dnsName'), answer.all('ipAddress'), answer.one('blockDeviceMapping')]).toEqual([
      '',
      [],
      '',
    ]);
    expect(answer.one('stateReason')).toBe('<code>pending</code><message>pending</message>');
    expect(answer.one('attachment')).toContain('<status>attaching</status>');
    expect(answer.one('metadataOptions')).toContain('<state>pending</state>');
    expect(answer.one('groupSet')).toBe('');
  });

  it('shows in a description what the launch asked for', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne({
      InstanceType: 't4g.small',
      KeyName: 'scalacity_dev1',
      SecurityGroup: ['SSH', 'default'],
      'Placement.AvailabilityZone': 'us-east-1c',
      'Placement.GroupName': 'cluster',
      'Placement.Tenancy': 'dedicated',
      'Monitoring.Enabled': 'true',
      'IamInstanceProfile.Name': 'web',
      EbsOptimized: 'true',
      KernelId: 'aki-1',
      RamdiskId: 'ari-1',
      'InstanceMarketOptions.MarketType': 'spot',
      'HibernationOptions.Configured': 'true',
      'EnclaveOptions.Enabled': 'true',
      'MetadataOptions.HttpTokens': 'required',
      'MetadataOptions.HttpPutResponseHopLimit': '2',
      'BlockDeviceMapping.1.DeviceName': '/dev/sdf',
      'BlockDeviceMapping.1.Ebs.VolumeSize': '10',
      'BlockDeviceMapping.2.DeviceName': '/dev/sda1',
      'BlockDeviceMapping.2.Ebs.DeleteOnTermination': 'false',
      'BlockDeviceMapping.3.DeviceName': '/dev/sdg',
      'BlockDeviceMapping.3.NoDevice': '',
      ClientToken: 'token',
    });
    const answer = await simulated.call('DescribeInstances', { InstanceId: [id] });
    const expected = {
      instanceType: 't4g.small',
      architecture: 'arm64',
      keyName: 'scalacity_dev1',
      clientToken: 'token',
      ebsOptimized: 'true',
      kernelId: 'aki-1',
      ramdiskId: 'ari-1',
      instanceLifecycle: 'spot',
      availabilityZone: 'us-east-1c',
      tenancy: 'dedicated',
      monitoring: '<state>enabled</state>',
      enclaveOptions: '<enabled>true</enabled>',
      hibernationOptions: '<configured>true</configured>',
      httpTokens: 'required',
      httpPutResponseHopLimit: '2',
      cpuOptions: '<coreCount>2</coreCount><threadsPerCore>1</threadsPerCore>',
      rootDeviceType: 'ebs',
      currentInstanceBootMode: 'uefi',
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, answer.one(name)]).toEqual([name, value]);
    expect(answer.one('placement')).toContain('<groupName>cluster</groupName>');
    expect(answer.one('arn')).toBe('arn:aws:iam::123456789012:instance-profile/web');
    expect(answer.one('spotInstanceRequestId')).toMatch(/^sir-[0-9a-f]{8}$/);
    expect(answer.all('deviceName')).toEqual(['/dev/sda1', '/dev/sdf']);
    expect(answer.one('blockDeviceMapping')?.match(/<deleteOnTermination>false/g)).toHaveLength(2);
    expect(answer.one('networkInterfaceSet')).toContain('<macAddress>02:');
  });

  it('takes the instance type m1.small, the group default and the first zone where nothing else is said', async () => {
    const simulated = new Simulated();
    const answer = await simulated.call('RunInstances', {
      ImageId: 'ami-0abcdef1',
      MinCount: '1',
      MaxCount: '1',
    });
    expect(answer.one('instanceType')).toBe('m1.small');
    expect(answer.text).toContain('<groupName>default</groupName>');
    expect(answer.one('availabilityZone')).toBe('us-east-1a');
    expect(answer.all('keyName')).toEqual([]);
  });

  it('tags instances, volumes and network interfaces as they are made', async () => {
    const simulated = new Simulated();
    await simulated.launch({
      'TagSpecification.1.ResourceType': 'instance',
      'TagSpecification.1.Tag.1.Key': 'a',
      'TagSpecification.1.Tag.1.Value': '1',
      'TagSpecification.2.ResourceType': 'volume',
      'TagSpecification.2.Tag.1.Key': 'b',
      'TagSpecification.3.ResourceType': 'network-interface',
      'TagSpecification.3.Tag.1.Key': 'c',
    });
    const tags = await simulated.call('DescribeTags');
    expect(tags.all('resourceType')).toEqual(['instance', 'volume', 'network-interface']);
    expect(tags.all('key')).toEqual(['a', 'b', 'c']);
  });

  it('puts an instance where its network interface says', async () => {
    const simulated = new Simulated();
    const placed = await simulated.call('RunInstances', {
      ...launching(),
      'Placement.AvailabilityZone': 'us-east-1b',
    });
    const subnet = placed.one('subnetId') ?? '';
    const group = placed.one('groupId') ?? '';
    const id = await simulated.launchOne({
      'NetworkInterface.1.DeviceIndex': '0',
      'NetworkInterface.1.SubnetId': subnet,
      'NetworkInterface.1.SecurityGroupId': [group],
      'NetworkInterface.1.AssociatePublicIpAddress': 'false',
      'NetworkInterface.1.PrivateIpAddress': '10.33.1.1',
      'NetworkInterface.1.Description': 'primary',
    });
    const answer = await simulated.call('DescribeInstances', { InstanceId: [id] });
    expect([answer.one('subnetId'), answer.one('groupId')]).toEqual([subnet, group]);
    expect([answer.one('privateIpAddress'), answer.all('ipAddress')]).toEqual(['10.33.1.1', []]);
    expect([answer.one('description'), answer.one('dnsName')]).toEqual(['primary', '']);
  });

  it('gives an address that was asked for once, and again when the instance is gone', async () => {
    const simulated = new Simulated();
    const wanted = { PrivateIpAddress: '10.0.0.5' };
    const id = await simulated.launchOne(wanted);
    const others = await simulated.call('RunInstances', launching(3));
    expect(others.text).not.toContain('>10.0.0.5<');
    expect((await simulated.call('RunInstances', { ...launching(), ...wanted })).outcome).toBe(
      'InvalidIPAddress.InUse',
    );
    await simulated.call('TerminateInstances', { InstanceId: [id] });
    expect((await simulated.call('RunInstances', { ...launching(), ...wanted })).outcome).toBe('ok');
  });

  it('takes user data of up to 16,384 bytes', async () => {
    expect((await outcomeOf({ UserData: base64(Buffer.alloc(16384)) }))[0]).toBe('ok');
    expect(await outcomeOf({ UserData: base64(Buffer.alloc(16385)) })).toEqual([
      'InvalidParameterValue',
      'User data is limited to 16384 bytes',
    ]);
  });

  it('carries nothing out as a dry run', async () => {
    const simulated = new Simulated();
    const answer = await simulated.call('RunInstances', { ...launching(), DryRun: 'true' });
    expect([answer.outcome, answer.response.statusCode]).toEqual(['DryRunOperation', 412]);
    expect(answer.one('Message')).toBe('Request would have succeeded, but DryRun flag is set.');
    expect((await simulated.call('DescribeInstances')).all('instanceId')).toEqual([]);
  });

  it('never gives an id twice, not even after a reset', async () => {
    const simulated = new Simulated();
    const ids = await simulated.launch({}, 1000);
    simulated.simulator.reset();
    ids.push(...(await simulated.launch({}, 1000)));
    expect(new Set(ids).size).toBe(2000);
  });

  it('accepts every option that EC2 does', async () => {
    const [outcome] = await outcomeOf({
      'CpuOptions.CoreCount': '1',
      'CreditSpecification.CpuCredits': 'unlimited',
      'CapacityReservationSpecification.CapacityReservationPreference': 'open',
      'LicenseSpecification.1.LicenseConfigurationArn': 'arn',
      'MaintenanceOptions.AutoRecovery': 'default',
      'PrivateDnsNameOptions.HostnameType': 'ip-name',
      'NetworkPerformanceOptions.BandwidthWeighting': 'default',
      'InstanceMarketOptions.MarketType': 'capacity-block',
      'IamInstanceProfile.Arn': 'arn:aws:iam::123456789012:instance-profile/x',
      InstanceInitiatedShutdownBehavior: 'terminate',
      'Placement.AvailabilityZoneId': 'use1-az2',
      AddressingType: 'public',
    });
    expect(outcome).toBe('ok');
  });
});

const REFUSED: readonly [string, Record<string, string | readonly string[]>, string, string | RegExp][] = [
  ['no MinCount', { MinCount: '' }, 'MissingParameter', 'The request must contain the parameter MinCount'],
  ['no MaxCount', { MaxCount: '' }, 'MissingParameter', 'The request must contain the parameter MaxCount'],
  ['no image', { ImageId: '' }, 'MissingParameter', 'The request must contain the parameter ImageId'],
  ['a count of 0', { MinCount: '0' }, 'InvalidParameterValue', /minCount/],
  ['a maximum of 0', { MaxCount: '0' }, 'InvalidParameterValue', /maxCount/],
  ['a count that is no number', { MinCount: 'x' }, 'InvalidParameterValue', /Expecting an integer/],
  ['a minimum above the maximum', { MinCount: '2' }, 'InvalidParameterValue', /must not exceed/],
  ['too many', { MaxCount: '1001' }, 'ResourceCountExceeded', /1000/],
  ['a malformed image', { ImageId: 'ami-xyz' }, 'InvalidAMIID.Malformed', 'Invalid id: "ami-xyz"'],
  [
    'an image that is not there',
    { ImageId: 'ami-00000000' },
    'InvalidAMIID.NotFound',
    `The image id '[ami-00000000]' does not exist`,
  ],
  ['another image that is not there', { ImageId: 'ami-00000000000000000' }, 'InvalidAMIID.NotFound', /0\]/],
  [
    'a launch template',
    { 'LaunchTemplate.LaunchTemplateName': 'x' },
    'InvalidLaunchTemplateName.NotFoundException',
    /./,
  ],
  [
    'an unknown type',
    { InstanceType: 't9.huge' },
    'InvalidParameterValue',
    'The following supplied instance types do not exist: [t9.huge]',
  ],
  ['an unknown key', { KeyName: 'x' }, 'InvalidKeyPair.NotFound', `The key pair 'x' does not exist`],
  ['a malformed group', { SecurityGroupId: ['s'] }, 'InvalidGroupId.Malformed', /Invalid id: "s"/],
  [
    'an unknown group',
    { SecurityGroupId: ['sg-00000001'] },
    'InvalidGroup.NotFound',
    `The security group 'sg-00000001' does not exist`,
  ],
  [
    'an unknown group’s name',
    { SecurityGroup: ['x'] },
    'InvalidGroup.NotFound',
    /^The security group 'x' does not exist in VPC 'vpc-0[0-9a-f]{16}'$/,
  ],
  [
    'an unknown subnet',
    { SubnetId: 'subnet-1' },
    'InvalidSubnetID.NotFound',
    `The subnet ID 'subnet-1' does not exist`,
  ],
  [
    'a zone of another region',
    { 'Placement.AvailabilityZone': 'eu-west-1a' },
    'InvalidParameterValue',
    'Invalid availability zone: [eu-west-1a]',
  ],
  [
    'a group’s name beside a subnet',
    { SecurityGroup: ['SSH'], SubnetId: 'HERE' },
    'InvalidParameterCombination',
    'The parameter groupName cannot be used with the parameter subnet',
  ],
  [
    'a subnet in another zone',
    { SubnetId: 'HERE', 'Placement.AvailabilityZone': 'us-east-1b' },
    'InvalidParameterValue',
    /does not match the zone 'us-east-1a'/,
  ],
  [
    'a subnet beside a network interface',
    { SubnetId: 'HERE', 'NetworkInterface.1.DeviceIndex': '0' },
    'InvalidParameterCombination',
    'Network interfaces and an instance-level subnet ID may not be specified on the same request',
  ],
  [
    'groups beside a network interface',
    { SecurityGroup: ['SSH'], 'NetworkInterface.1.DeviceIndex': '0' },
    'InvalidParameterCombination',
    /security groups/,
  ],
  [
    'two network interfaces',
    { 'NetworkInterface.1.DeviceIndex': '0', 'NetworkInterface.2.DeviceIndex': '1' },
    'InvalidParameterValue',
    /network interface/,
  ],
  [
    'one address for several instances',
    { MaxCount: '2', PrivateIpAddress: '10.0.0.9' },
    'InvalidParameterCombination',
    /one instance/,
  ],
  ['user data that is not base64', { UserData: '#!/bin/sh' }, 'InvalidUserData.Malformed', /BASE64/],
  [
    'an unknown shutdown behavior',
    { InstanceInitiatedShutdownBehavior: 'sleep' },
    'InvalidParameterValue',
    /stop, terminate/,
  ],
  ['a boolean that is none', { EbsOptimized: 'perhaps' }, 'InvalidParameterValue', /'true' or 'false'/],
  ['a token that is too long', { ClientToken: 'x'.repeat(65) }, 'InvalidParameterValue', /clientToken/],
  ['a token that is not ASCII', { ClientToken: 'é' }, 'InvalidParameterValue', /clientToken/],
  [
    'tags for another kind of resource',
    { 'TagSpecification.1.ResourceType': 'vpc' },
    'InvalidParameterValue',
    /'vpc' is not a valid taggable/,
  ],
  [
    'a device that is mapped twice',
    { 'BlockDeviceMapping.1.DeviceName': '/dev/sdb', 'BlockDeviceMapping.2.DeviceName': '/dev/sdb' },
    'InvalidBlockDeviceMapping',
    /sdb/,
  ],
  [
    'an unknown parameter',
    { Instancetype: 'x' },
    'UnknownParameter',
    'The parameter Instancetype is not recognized',
  ],
];

describe('RunInstances refuses', () => {
  it.each(REFUSED)('%s', async (_what, parameters, code, message) => {
    const subnet = (await new Simulated().call('RunInstances', launching())).one('subnetId') ?? '';
    const filled = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, value === 'HERE' ? subnet : value]),
    );
    const [actualCode, actualMessage] = await outcomeOf(filled);
    expect(actualCode).toBe(code);
    expect(actualMessage).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});

describe('a vCPU quota', () => {
  const quota = () => new Simulated({ vcpuLimit: 4, transitionMs: 1000 });

  it('refuses a launch beyond it, even one that would accept fewer instances', async () => {
    const simulated = quota();
    const answer = await simulated.call('RunInstances', { ...launching(3), MinCount: '1' });
    expect([answer.outcome, answer.response.statusCode]).toEqual(['VcpuLimitExceeded', 400]);
    expect(answer.one('Message')).toContain('current vCPU limit of 4 allows');
  });

  it('counts what runs, not what is stopped or terminated or Spot, in each region apart', async () => {
    const simulated = quota();
    const [first = '', second = ''] = await simulated.launch({}, 2);
    expect((await simulated.call('RunInstances', launching())).outcome).toBe('VcpuLimitExceeded');
    expect((await simulated.call('RunInstances', launching(), 'eu-west-1')).outcome).toBe('ok');
    await simulated.launch({ 'InstanceMarketOptions.MarketType': 'spot' });
    simulated.advance(1000);
    await simulated.call('StopInstances', { InstanceId: [first] });
    await simulated.call('TerminateInstances', { InstanceId: [second] });
    simulated.advance(1000);
    await simulated.launch({}, 2);
    expect((await simulated.call('StartInstances', { InstanceId: [first] })).outcome).toBe(
      'VcpuLimitExceeded',
    );
  });
});
