import { describe, expect, it } from '@jest/globals';
import { Simulated } from './support/simulated.js';

type Parameters = Record<string, string | readonly string[]>;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function aStopped(simulated: Simulated): Promise<string> {
  const id = await simulated.launchOne();
  await simulated.call('StopInstances', { InstanceId: [id] });
  return id;
}

const modify = (simulated: Simulated, id: string, parameters: Parameters) =>
  simulated.call('ModifyInstanceAttribute', { InstanceId: id, ...parameters });

/** Attribute, value, how an answer shows it, and whether the instance has to be stopped. */
const VALUES: readonly (readonly [name: string, value: string, shown: string, needsStopped: boolean])[] = [
  ['instanceType', 't3.small', 't3.small', true],
  ['kernel', 'aki-1', 'aki-1', true],
  ['ramdisk', 'ari-1', 'ari-1', true],
  ['userData', base64('#!/bin/sh'), base64('#!/bin/sh'), true],
  ['sriovNetSupport', 'simple', 'simple', true],
  ['ebsOptimized', 'true', 'true', true],
  ['enaSupport', 'false', 'false', true],
  ['disableApiTermination', 'True', 'true', false],
  ['disableApiStop', 'TRUE', 'true', false],
  ['sourceDestCheck', 'false', 'false', false],
  ['instanceInitiatedShutdownBehavior', 'terminate', 'terminate', false],
];

describe('ModifyInstanceAttribute', () => {
  it.each(VALUES)('sets %s to %s by its own parameter', async (name, value, shown) => {
    const simulated = new Simulated();
    const id = await aStopped(simulated);
    const parameter = `${name.charAt(0).toUpperCase()}${name.slice(1)}.Value`;
    const answer = await modify(simulated, id, { [parameter]: value });
    expect(answer.one('return')).toBe('true');
    expect(await simulated.attribute(id, name)).toBe(`<${name}><value>${shown}</value></${name}>`);
  });

  it.each(VALUES)('sets %s to %s by Attribute and Value', async (name, value, shown) => {
    const simulated = new Simulated();
    const id = await aStopped(simulated);
    expect((await modify(simulated, id, { Attribute: name, Value: value })).outcome).toBe('ok');
    expect(await simulated.attribute(id, name)).toBe(`<${name}><value>${shown}</value></${name}>`);
  });

  it.each(VALUES)(
    'of %s to %s on a running instance is judged',
    async (name, value, _shown, needsStopped) => {
      const simulated = new Simulated();
      const id = await simulated.launchOne();
      const answer = await modify(simulated, id, { Attribute: name, Value: value });
      expect(answer.outcome).toBe(needsStopped ? 'IncorrectInstanceState' : 'ok');
      if (needsStopped) {
        expect(answer.one('Message')).toBe(
          `The instance &apos;${id}&apos; is not in the &apos;stopped&apos; state.`,
        );
      }
    },
  );

  it('sets groups by their ids', async () => {
    const simulated = new Simulated();
    const ssh = await simulated.call('DescribeInstances', {
      InstanceId: [await simulated.launchOne({ SecurityGroup: ['SSH'] })],
    });
    const group = ssh.one('groupId') ?? '';
    const id = await simulated.launchOne();
    expect((await modify(simulated, id, { GroupId: [group] })).outcome).toBe('ok');
    expect(await simulated.attribute(id, 'groupSet')).toBe(
      `<groupSet><item><groupId>${group}</groupId><groupName>SSH</groupName></item></groupSet>`,
    );
  });

  it('sets whether volumes go with the instance, of all devices that are named or of none', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne({
      'BlockDeviceMapping.1.DeviceName': '/dev/sdf',
      'BlockDeviceMapping.1.Ebs.VolumeSize': '8',
    });
    const change = (device: string) =>
      modify(simulated, id, {
        'BlockDeviceMapping.1.DeviceName': '/dev/sdf',
        'BlockDeviceMapping.1.Ebs.DeleteOnTermination': 'true',
        'BlockDeviceMapping.2.DeviceName': device,
        'BlockDeviceMapping.2.Ebs.DeleteOnTermination': 'false',
        'BlockDeviceMapping.3.DeviceName': '/dev/sda1',
      });
    const flags = async () =>
      [...(await simulated.attribute(id, 'blockDeviceMapping')).matchAll(/Termination>(\w+)</g)].map(
        ([, flag]) => flag,
      );
    expect((await change('/dev/none')).outcome).toBe('InvalidInstanceAttributeValue');
    expect(await flags()).toEqual(['true', 'false']);
    expect((await change('/dev/sda1')).outcome).toBe('ok');
    expect(await flags()).toEqual(['false', 'true']);
  });

  it('sets enclave options', async () => {
    const simulated = new Simulated();
    const id = await aStopped(simulated);
    await modify(simulated, id, { 'EnclaveOptions.Enabled': 'true' });
    expect(await simulated.attribute(id, 'enclaveOptions')).toBe(
      '<enclaveOptions><enabled>true</enabled></enclaveOptions>',
    );
    await modify(simulated, id, { 'EnclaveOptions.Other': 'x' });
    expect(await simulated.attribute(id, 'enclaveOptions')).toContain('false');
  });

  it('empties user data', async () => {
    const simulated = new Simulated();
    const id = await aStopped(simulated);
    await modify(simulated, id, { 'UserData.Value': base64('x') });
    await modify(simulated, id, { 'UserData.Value': '' });
    expect(await simulated.attribute(id, 'userData')).toBe('<userData/>');
    await modify(simulated, id, { 'Kernel.Value': '' });
    await modify(simulated, id, { 'Ramdisk.Value': '' });
    expect(await simulated.attribute(id, 'kernel')).toBe('<kernel/>');
    expect(await simulated.attribute(id, 'ramdisk')).toBe('<ramdisk/>');
  });

  it('protects a Spot Instance from nothing', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne({ 'InstanceMarketOptions.MarketType': 'spot' });
    const answer = await modify(simulated, id, { 'DisableApiTermination.Value': 'true' });
    expect([answer.outcome, answer.one('Message')]).toEqual([
      'UnsupportedOperation',
      'Modifying &apos;disableApiTermination&apos; is not supported for spot instances.',
    ]);
  });

  it('changes nothing about a terminated instance', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    await simulated.call('TerminateInstances', { InstanceId: [id] });
    const answer = await modify(simulated, id, { 'SourceDestCheck.Value': 'false' });
    expect(answer.one('Message')).toContain('from which it can be modified');
  });

  it('changes nothing as a dry run', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    const answer = await modify(simulated, id, { 'SourceDestCheck.Value': 'false', DryRun: 'true' });
    expect(answer.outcome).toBe('DryRunOperation');
    expect(await simulated.attribute(id, 'sourceDestCheck')).toContain('true');
  });

  const REFUSED: readonly [string, Parameters, string, string][] = [
    ['nothing', {}, 'InvalidParameterCombination', 'No attributes specified.'],
    [
      'two attributes',
      { 'InstanceType.Value': 't3.small', 'SourceDestCheck.Value': 'true' },
      'InvalidParameterCombination',
      'Fields for multiple attribute types specified: instanceType, sourceDestCheck',
    ],
    [
      'two attributes in two forms',
      { Attribute: 'kernel', Value: 'aki-1', 'SourceDestCheck.Value': 'true' },
      'InvalidParameterCombination',
      'Fields for multiple attribute types specified: kernel, sourceDestCheck',
    ],
    [
      'an unknown attribute',
      { Attribute: 'colour', Value: 'red' },
      'InvalidParameterValue',
      'Value (colour) for parameter attribute is invalid. Unknown attribute.',
    ],
    [
      'an attribute that cannot be changed',
      { Attribute: 'rootDeviceName', Value: 'x' },
      'InvalidParameterCombination',
      'No attributes specified.',
    ],
    [
      'groups by Attribute and Value',
      { Attribute: 'groupSet', Value: 'sg-1' },
      'MissingParameter',
      'The request must contain the parameter GroupId',
    ],
    [
      'no groups',
      { 'GroupId.x': 'sg-1' },
      'MissingParameter',
      'The request must contain the parameter GroupId',
    ],
    [
      'a string in place of a list of groups',
      { GroupId: [...'sg-1'] },
      'InvalidGroupId.Malformed',
      'Invalid id: "s" (expecting "sg-...")',
    ],
    [
      'an instance type without Value',
      { InstanceType: 't3.small' },
      'MissingParameter',
      'The request must contain the parameter InstanceType.Value',
    ],
    [
      'an unknown instance type',
      { 'InstanceType.Value': 'x' },
      'InvalidParameterValue',
      'The following supplied instance types do not exist: [x]',
    ],
    [
      'a type of another architecture',
      { 'InstanceType.Value': 't4g.micro' },
      'InvalidParameterValue',
      "The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64' of the instance's AMI.",
    ],
    [
      'a boolean that is none',
      { 'SourceDestCheck.Value': 'no' },
      'InvalidParameterValue',
      "Value (no) for parameter SourceDestCheck.Value is invalid. Expecting 'true' or 'false'.",
    ],
    [
      'an empty value',
      { Attribute: 'disableApiStop' },
      'InvalidParameterValue',
      "Value () for parameter Value is invalid. Expecting 'true' or 'false'.",
    ],
    [
      'user data that is not base64',
      { 'UserData.Value': '#' },
      'InvalidUserData.Malformed',
      'Invalid BASE64 encoding of user data.',
    ],
    [
      'another network support',
      { 'SriovNetSupport.Value': 'double' },
      'InvalidParameterValue',
      'Value (double) for parameter sriovNetSupport is invalid. Expecting one of simple.',
    ],
    [
      'a parameter as boto 2 sends a name in lower case',
      { 'Instancetype.Value': 'x' },
      'UnknownParameter',
      'The parameter Instancetype is not recognized',
    ],
  ];

  it.each(REFUSED)('refuses %s', async (_what, parameters, code, message) => {
    const simulated = new Simulated();
    const id = await aStopped(simulated);
    const answer = await modify(simulated, id, parameters);
    const words = (answer.one('Message') ?? '').replaceAll('&apos;', "'").replaceAll('&quot;', '"');
    expect([answer.outcome, words]).toEqual([code, message]);
  });

  it('needs an instance', async () => {
    const simulated = new Simulated();
    const outcome = async (parameters: Parameters) =>
      (await simulated.call('ModifyInstanceAttribute', { 'SourceDestCheck.Value': 'true', ...parameters }))
        .outcome;
    expect(await outcome({})).toBe('MissingParameter');
    expect(await outcome({ InstanceId: 'x' })).toBe('InvalidInstanceID.Malformed');
    expect(await outcome({ InstanceId: 'i-0000000a' })).toBe('InvalidInstanceID.NotFound');
  });
});

describe('DescribeInstanceAttribute', () => {
  it.each([
    ['instanceType', '<value>t3.micro</value>'],
    ['rootDeviceName', '<value>/dev/sda1</value>'],
    ['instanceInitiatedShutdownBehavior', '<value>stop</value>'],
    ['disableApiTermination', '<value>false</value>'],
    ['enaSupport', '<value>true</value>'],
    ['enclaveOptions', '<enabled>false</enabled>'],
  ])('gives %s as a launch leaves it', async (name, content) => {
    const simulated = new Simulated();
    expect(await simulated.attribute(await simulated.launchOne(), name)).toBe(
      `<${name}>${content}</${name}>`,
    );
  });

  it.each(['kernel', 'ramdisk', 'userData', 'sriovNetSupport', 'productCodes'])(
    'gives an empty %s',
    async (name) => {
      const simulated = new Simulated();
      expect(await simulated.attribute(await simulated.launchOne(), name)).toBe(`<${name}/>`);
    },
  );

  it('gives user data as it was sent', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne({ UserData: `${base64('#!/bin/sh\nexit')}\n` });
    expect(await simulated.attribute(id, 'userData')).toBe(
      `<userData><value>${base64('#!/bin/sh\nexit')}</value></userData>`,
    );
  });

  it('refuses names that are none', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    const outcome = async (parameters: Parameters) =>
      (await simulated.call('DescribeInstanceAttribute', { InstanceId: id, ...parameters })).outcome;
    expect(await outcome({ Attribute: 'InstanceType' })).toBe('InvalidParameterValue');
    expect(await outcome({})).toBe('MissingParameter');
  });
});
