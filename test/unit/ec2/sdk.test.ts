import {
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  EC2ServiceException,
  type Instance,
  ModifyInstanceAttributeCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';
import type { AttributeChange } from '../../../src/ec2/attributes.js';
import { aCall, aLaunch, anId, anInstance, aPage, ids, told } from '../../support/builders.js';
import { ec2Mock, mockedEc2, sentInputs } from '../../support/ec2-client-mock.js';

const reservationOf = (...instances: Instance[]) => ({ ReservationId: 'r-1', Instances: instances });
const described = (...found: string[]) => ({
  Reservations: [reservationOf(...found.map((InstanceId) => ({ InstanceId })))],
});

function refusal(name: string, status = 400): EC2ServiceException {
  const $metadata = { httpStatusCode: status, requestId: 'request-1' };
  return new EC2ServiceException({ name, message: `${name} it is`, $fault: 'client', $metadata });
}

describe('runInstances', () => {
  it('sends every part of a launch', async () => {
    ec2Mock.on(RunInstancesCommand).resolves({ ReservationId: 'r-1' });
    const launch = aLaunch({
      minCount: 2,
      maxCount: 3,
      keyName: 'scalacity_dev1',
      securityGroups: ['SSH', 'web'],
      securityGroupIds: ['sg-1'],
      placement: 'us-east-1b',
      placementGroup: 'together',
      subnetId: 'subnet-1',
      userDataBase64: 'ZWNobw==',
      shutdownBehavior: 'stop',
      ebsOptimized: true,
      tags: [
        { key: 'Name', value: 'one' },
        { key: 'empty', value: '' },
      ],
      dryRun: true,
    });
    await mockedEc2().runInstances(launch, aCall());
    expect(sentInputs()).toStrictEqual([
      {
        ImageId: 'ami-12c6146b',
        InstanceType: 't3.micro',
        MinCount: 2,
        MaxCount: 3,
        KeyName: 'scalacity_dev1',
        SecurityGroups: ['SSH', 'web'],
        SecurityGroupIds: ['sg-1'],
        SubnetId: 'subnet-1',
        Placement: { AvailabilityZone: 'us-east-1b', GroupName: 'together' },
        UserData: 'ZWNobw==',
        InstanceInitiatedShutdownBehavior: 'stop',
        EbsOptimized: true,
        TagSpecifications: [
          {
            ResourceType: 'instance',
            Tags: [
              { Key: 'Name', Value: 'one' },
              { Key: 'empty', Value: '' },
            ],
          },
        ],
        ClientToken: 'token-1',
        DryRun: true,
      },
    ]);
  });

  it('leaves out what a launch does not say', async () => {
    ec2Mock.on(RunInstancesCommand).resolves({ ReservationId: 'r-1' });
    await mockedEc2().runInstances(aLaunch(), aCall());
    expect(ec2Mock).toHaveReceivedCommandWith(RunInstancesCommand, {
      KeyName: undefined,
      SecurityGroups: [],
      SecurityGroupIds: [],
      SubnetId: undefined,
      Placement: undefined,
      UserData: undefined,
      TagSpecifications: undefined,
      DryRun: undefined,
    });
  });

  it.each([
    [{ placement: 'us-east-1b' }, { AvailabilityZone: 'us-east-1b', GroupName: undefined }],
    [{ placementGroup: 'together' }, { AvailabilityZone: undefined, GroupName: 'together' }],
  ])('sends %j as the placement', async (facts, Placement) => {
    ec2Mock.on(RunInstancesCommand).resolves({ ReservationId: 'r-1' });
    await mockedEc2().runInstances(aLaunch(facts), aCall());
    expect(ec2Mock).toHaveReceivedCommandWith(RunInstancesCommand, { Placement });
  });

  it('answers with the reservation and its instances', async () => {
    ec2Mock
      .on(RunInstancesCommand)
      .resolves(
        reservationOf({ InstanceId: anId(1), AmiLaunchIndex: 0 }, { InstanceId: anId(2), AmiLaunchIndex: 1 }),
      );
    const { id, instances } = await mockedEc2('eu-west-1').runInstances(aLaunch(), aCall());
    expect(id).toBe('r-1');
    expect(instances).toMatchObject([
      { id: anId(1), launchIndex: 0, reservationId: 'r-1', region: 'eu-west-1' },
      { id: anId(2), launchIndex: 1, reservationId: 'r-1', region: 'eu-west-1' },
    ]);
  });

  it('takes the refusal that tells of a dry run for its success', async () => {
    ec2Mock.on(RunInstancesCommand).rejects(refusal('DryRunOperation', 412));
    const made = await mockedEc2().runInstances(aLaunch({ dryRun: true }), aCall());
    expect(made).toEqual({ id: null, instances: [] });
  });

  it('passes on what refuses a dry run', async () => {
    ec2Mock.on(RunInstancesCommand).rejects(refusal('UnauthorizedOperation', 403));
    await expect(mockedEc2().runInstances(aLaunch({ dryRun: true }), aCall())).rejects.toMatchObject({
      code: 'UPSTREAM',
      ec2: { code: 'UnauthorizedOperation', requestId: 'request-1' },
    });
  });

  it.each([
    ['is lost', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'TIMEOUT'],
    ['is a failure of EC2', refusal('InternalError', 500), 'UPSTREAM'],
  ])('knows of a dry run whose answer %s that it has launched nothing', async (_, fault, code) => {
    ec2Mock.on(RunInstancesCommand).rejects(fault);
    const asked = mockedEc2().runInstances(aLaunch({ dryRun: true }), aCall());
    await expect(asked).rejects.toMatchObject({ code, retryable: true });
  });

  it('does not take that refusal for success where no dry run was asked for', async () => {
    ec2Mock.on(RunInstancesCommand).rejects(refusal('DryRunOperation', 412));
    await expect(mockedEc2().runInstances(aLaunch(), aCall())).rejects.toMatchObject({ code: 'UPSTREAM' });
  });
});

describe('describeInstances', () => {
  it('asks by filter, so that an id that does not exist fails no other', async () => {
    ec2Mock.on(DescribeInstancesCommand).resolves(described(anId(1), anId(3)));
    const outcomes = await mockedEc2().describeInstances(ids(3), aCall());
    expect(sentInputs()).toStrictEqual([
      { Filters: [{ Name: 'instance-id', Values: ids(3) }], NextToken: undefined },
    ]);
    expect(told(outcomes)).toMatchObject({
      [anId(1)]: { id: anId(1) },
      [anId(2)]: 'INSTANCE_NOT_FOUND',
      [anId(3)]: { id: anId(3) },
    });
  });

  it('asks for an id once, however often it is given', async () => {
    ec2Mock.on(DescribeInstancesCommand).resolves(described(anId(1)));
    const outcomes = await mockedEc2().describeInstances([anId(1), anId(1)], aCall());
    expect(sentInputs()).toMatchObject([{ Filters: [{ Values: [anId(1)] }] }]);
    expect([...outcomes.keys()]).toEqual([anId(1)]);
  });

  it('asks nothing of EC2 where it is asked for nothing', async () => {
    expect(await mockedEc2().describeInstances([], aCall())).toEqual(new Map());
    expect(sentInputs()).toEqual([]);
  });

  it('puts 200 ids into one call, as many as a filter takes', async () => {
    ec2Mock.on(DescribeInstancesCommand).callsFake((input) => described(...input.Filters[0].Values));
    const call = aCall();
    const outcomes = await mockedEc2().describeInstances(ids(401), call);
    expect(sentInputs().map((input) => ('Filters' in input ? input.Filters : []))).toEqual([
      [{ Name: 'instance-id', Values: ids(401).slice(0, 200) }],
      [{ Name: 'instance-id', Values: ids(401).slice(200, 400) }],
      [{ Name: 'instance-id', Values: ids(401).slice(400) }],
    ]);
    expect([...outcomes.values()].map((each) => (each instanceof Error ? each.code : each.id))).toEqual(
      ids(401),
    );
    expect(call.ledger.calls).toEqual({ DescribeInstances: 3 });
  });

  it('follows the pages until there is no next one, empty pages too', async () => {
    ec2Mock
      .on(DescribeInstancesCommand)
      .resolvesOnce({ ...described(anId(1)), NextToken: 'second' })
      .resolvesOnce({ Reservations: [], NextToken: 'third' })
      .resolvesOnce({ NextToken: 'fourth' })
      .resolves({ ...described(anId(2)), NextToken: '' });
    const outcomes = await mockedEc2().describeInstances(ids(2), aCall());
    expect(sentInputs().map((input) => ('NextToken' in input ? input.NextToken : 'none'))).toEqual([
      undefined,
      'second',
      'third',
      'fourth',
    ]);
    expect(told(outcomes)).toMatchObject({ [anId(1)]: { id: anId(1) }, [anId(2)]: { id: anId(2) } });
  });

  it('finds instances in every reservation of the answer', async () => {
    const Reservations = [
      { ReservationId: 'r-1', Instances: [{ InstanceId: anId(1) }] },
      { ReservationId: 'r-2', Instances: [{ InstanceId: anId(2) }, { InstanceId: anId(3) }] },
      { ReservationId: 'r-3' },
    ];
    ec2Mock.on(DescribeInstancesCommand).resolves({ Reservations });
    expect(told(await mockedEc2().describeInstances(ids(3), aCall()))).toMatchObject({
      [anId(1)]: { reservationId: 'r-1' },
      [anId(2)]: { reservationId: 'r-2' },
      [anId(3)]: { reservationId: 'r-2' },
    });
  });

  it('gives every id of a refused call that refusal, and the other calls their answers', async () => {
    ec2Mock.on(DescribeInstancesCommand).callsFake((input) => {
      if (input.Filters[0].Values.includes(anId(1))) throw refusal('UnauthorizedOperation', 403);
      return described(...input.Filters[0].Values);
    });
    const outcomes = await mockedEc2().describeInstances(ids(201), aCall());
    expect(told(outcomes)).toMatchObject({
      ...Object.fromEntries(ids(200).map((id) => [id, 'UPSTREAM'])),
      [anId(201)]: { id: anId(201) },
    });
  });

  it('reads all that EC2 tells of an instance', async () => {
    ec2Mock.on(DescribeInstancesCommand).resolves({
      Reservations: [
        {
          ReservationId: 'r-9',
          Instances: [
            {
              InstanceId: anId(1),
              PublicDnsName: 'ec2-203-0-113-1.compute-1.amazonaws.com',
              PrivateDnsName: 'ip-10-0-0-1.ec2.internal',
              State: { Code: 80, Name: 'stopped' },
              KeyName: 'scalacity_dev1',
              InstanceType: 'm5.large',
              LaunchTime: new Date('2026-01-02T03:04:05Z'),
              ImageId: 'ami-1',
              Placement: { AvailabilityZone: 'us-east-1c', GroupName: 'together' },
              PrivateIpAddress: '10.0.0.1',
              PublicIpAddress: '203.0.113.1',
              AmiLaunchIndex: 7,
              ClientToken: 'token-1',
              VpcId: 'vpc-1',
              SubnetId: 'subnet-1',
              SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'SSH' }],
              Tags: [
                { Key: 'Name', Value: 'one' },
                { Key: 'empty', Value: '' },
              ],
              Architecture: 'x86_64',
              InstanceLifecycle: 'spot',
              EbsOptimized: true,
              SourceDestCheck: false,
              RootDeviceType: 'ebs',
              StateReason: { Code: 'Client.UserInitiatedShutdown', Message: 'User initiated' },
              StateTransitionReason: 'User initiated (2026-01-02 03:04:05 GMT)',
            },
          ],
        },
      ],
    });
    const outcomes = await mockedEc2().describeInstances([anId(1)], aCall());
    expect(outcomes.get(anId(1))).toStrictEqual({
      id: anId(1),
      publicDnsName: 'ec2-203-0-113-1.compute-1.amazonaws.com',
      privateDnsName: 'ip-10-0-0-1.ec2.internal',
      state: 'stopped',
      stateCode: 80,
      keyName: 'scalacity_dev1',
      instanceType: 'm5.large',
      launchTime: new Date('2026-01-02T03:04:05Z'),
      imageId: 'ami-1',
      placement: 'us-east-1c',
      placementGroup: 'together',
      privateIpAddress: '10.0.0.1',
      ipAddress: '203.0.113.1',
      region: 'us-east-1',
      reservationId: 'r-9',
      launchIndex: 7,
      clientToken: 'token-1',
      vpcId: 'vpc-1',
      subnetId: 'subnet-1',
      securityGroups: [{ id: 'sg-1', name: 'SSH' }],
      tags: [
        { key: 'Name', value: 'one' },
        { key: 'empty', value: '' },
      ],
      architecture: 'x86_64',
      lifecycle: 'spot',
      ebsOptimized: true,
      sourceDestCheck: false,
      rootDeviceType: 'ebs',
      stateReason: { code: 'Client.UserInitiatedShutdown', message: 'User initiated' },
      stateTransitionReason: 'User initiated (2026-01-02 03:04:05 GMT)',
    });
  });

  it('reads what EC2 leaves out or empties as null', async () => {
    const emptied = {
      ...{ PublicDnsName: '', PrivateDnsName: '', KeyName: '', StateTransitionReason: '' },
      Placement: { AvailabilityZone: 'us-east-1b', GroupName: '' },
    };
    const left = {
      InstanceType: 't3.micro' as const,
      ImageId: 'ami-12c6146b',
      LaunchTime: new Date('2026-11-23T07:31:05Z'),
      State: { Code: 16, Name: 'running' as const },
    };
    ec2Mock
      .on(DescribeInstancesCommand)
      .resolves({ Reservations: [reservationOf({ InstanceId: anId(1), ...left, ...emptied })] });
    const outcomes = await mockedEc2().describeInstances([anId(1)], aCall());
    expect(outcomes.get(anId(1))).toStrictEqual(anInstance({ id: anId(1) }));
  });

  it('takes only the low byte of the state code', async () => {
    const State = { Code: 256 + 16, Name: 'running' as const };
    ec2Mock
      .on(DescribeInstancesCommand)
      .resolves({ Reservations: [reservationOf({ InstanceId: anId(1), State })] });
    const outcomes = await mockedEc2().describeInstances([anId(1)], aCall());
    expect(outcomes.get(anId(1))).toMatchObject({ stateCode: 16 });
  });
});

describe('listInstances', () => {
  it('asks for one page and hands on the token of the next', async () => {
    ec2Mock.on(DescribeInstancesCommand).resolves({ ...described(anId(1)), NextToken: 'third' });
    const filters = [{ name: 'tag:Name', values: ['a*', 'b'] }];
    const page = await mockedEc2().listInstances(aPage({ filters, maxResults: 5, token: 'second' }), aCall());
    expect(sentInputs()).toStrictEqual([
      { Filters: [{ Name: 'tag:Name', Values: ['a*', 'b'] }], MaxResults: 5, NextToken: 'second' },
    ]);
    expect(page).toMatchObject({ instances: [{ id: anId(1) }], nextToken: 'third' });
  });

  it.each([undefined, ''])('knows the last page by the token %j', async (NextToken) => {
    ec2Mock.on(DescribeInstancesCommand).resolves({ Reservations: [], NextToken });
    const page = await mockedEc2().listInstances(aPage({ maxResults: 5 }), aCall());
    expect(page).toStrictEqual({ instances: [], nextToken: undefined });
  });

  it('sends no filters where there are none', async () => {
    ec2Mock.on(DescribeInstancesCommand).resolves({});
    await mockedEc2().listInstances(aPage(), aCall());
    expect(sentInputs()).toStrictEqual([{ Filters: undefined, MaxResults: 1000, NextToken: undefined }]);
  });

  it('throws what EC2 says', async () => {
    ec2Mock.on(DescribeInstancesCommand).rejects(refusal('InvalidNextToken'));
    const asked = mockedEc2().listInstances(aPage({ token: 'x' }), aCall());
    await expect(asked).rejects.toMatchObject({ code: 'UPSTREAM', message: 'InvalidNextToken it is' });
  });
});

const changed =
  (from: 'stopped' | 'running', to: 'pending' | 'stopping' | 'shutting-down') => (InstanceId: string) => ({
    InstanceId,
    PreviousState: { Name: from },
    CurrentState: { Name: to },
  });
const toPending = changed('stopped', 'pending');
const toStopping = changed('running', 'stopping');
const toShuttingDown = changed('running', 'shutting-down');

describe('startInstances', () => {
  it('starts all of them with one call and tells each its change of state', async () => {
    ec2Mock.on(StartInstancesCommand).resolves({ StartingInstances: [anId(2), anId(1)].map(toPending) });
    const outcomes = await mockedEc2().startInstances(ids(2), aCall());
    expect(sentInputs()).toStrictEqual([{ InstanceIds: ids(2) }]);
    expect(told(outcomes)).toEqual({
      [anId(1)]: { id: anId(1), previousState: 'stopped', currentState: 'pending' },
      [anId(2)]: { id: anId(2), previousState: 'stopped', currentState: 'pending' },
    });
  });

  it('puts 1,000 ids into one call', async () => {
    ec2Mock
      .on(StartInstancesCommand)
      .callsFake((input) => ({ StartingInstances: input.InstanceIds.map(toPending) }));
    const outcomes = await mockedEc2().startInstances(ids(1001), aCall());
    expect(sentInputs()).toStrictEqual([
      { InstanceIds: ids(1001).slice(0, 1000) },
      { InstanceIds: [anId(1001)] },
    ]);
    expect([...outcomes.values()].filter((each) => each instanceof Error)).toEqual([]);
  });

  it('reports an id of which the answer says nothing', async () => {
    ec2Mock.on(StartInstancesCommand).resolves({ StartingInstances: [toPending(anId(1))] });
    const outcomes = await mockedEc2().startInstances(ids(2), aCall());
    expect(outcomes.get(anId(2))).toMatchObject({ message: `EC2's answer says nothing of ${anId(2)}` });
  });

  it('gives a refusal to every id of the call', async () => {
    ec2Mock.on(StartInstancesCommand).rejects(refusal('IncorrectInstanceState'));
    expect(told(await mockedEc2().startInstances(ids(2), aCall()))).toEqual({
      [anId(1)]: 'INVALID_STATE',
      [anId(2)]: 'INVALID_STATE',
    });
  });

  it('asks nothing of EC2 for no ids, which EC2 might take for all', async () => {
    expect(await mockedEc2().startInstances([], aCall())).toEqual(new Map());
    expect(sentInputs()).toEqual([]);
  });
});

describe.each([
  { method: 'stopInstances', command: StopInstancesCommand, answer: 'StoppingInstances', change: toStopping },
  {
    method: 'terminateInstances',
    command: TerminateInstancesCommand,
    answer: 'TerminatingInstances',
    change: toShuttingDown,
  },
] as const)('$method', ({ method, command, answer, change }) => {
  it('tells each id its change of state', async () => {
    ec2Mock.on(command).resolves({ [answer]: ids(2).map(change) });
    const outcomes = await mockedEc2()[method](ids(2), { force: false }, aCall());
    const { PreviousState, CurrentState } = change('');
    expect(told(outcomes)).toEqual({
      [anId(1)]: { id: anId(1), previousState: PreviousState.Name, currentState: CurrentState.Name },
      [anId(2)]: { id: anId(2), previousState: PreviousState.Name, currentState: CurrentState.Name },
    });
  });

  it.each([
    [true, true],
    [false, undefined],
  ])('with force %s sends Force %s', async (force, Force) => {
    ec2Mock.on(command).resolves({ [answer]: [change(anId(1))] });
    await mockedEc2()[method]([anId(1)], { force }, aCall());
    expect(sentInputs()).toStrictEqual([{ InstanceIds: [anId(1)], Force }]);
  });

  it('puts 1,000 ids into one call', async () => {
    ec2Mock.on(command).callsFake((input) => ({ [answer]: input.InstanceIds.map(change) }));
    await mockedEc2()[method](ids(1001), { force: true }, aCall());
    expect(sentInputs()).toStrictEqual([
      { InstanceIds: ids(1001).slice(0, 1000), Force: true },
      { InstanceIds: [anId(1001)], Force: true },
    ]);
  });
});

describe('rebootInstances', () => {
  it('reboots all of them with one call, of which EC2 tells nothing', async () => {
    ec2Mock.on(RebootInstancesCommand).resolves({});
    const outcomes = await mockedEc2().rebootInstances(ids(2), aCall());
    expect(sentInputs()).toStrictEqual([{ InstanceIds: ids(2) }]);
    expect(told(outcomes)).toEqual({ [anId(1)]: { id: anId(1) }, [anId(2)]: { id: anId(2) } });
  });

  it('puts 1,000 ids into one call', async () => {
    ec2Mock.on(RebootInstancesCommand).resolves({});
    await mockedEc2().rebootInstances(ids(1001), aCall());
    expect(ec2Mock).toHaveReceivedCommandTimes(RebootInstancesCommand, 2);
    expect(ec2Mock).toHaveReceivedNthSpecificCommandWith(2, RebootInstancesCommand, {
      InstanceIds: [anId(1001)],
    });
  });
});

const CHANGES: readonly [AttributeChange, object][] = [
  [{ attribute: 'instanceType', value: 'm5.large' }, { InstanceType: { Value: 'm5.large' } }],
  [{ attribute: 'kernel', value: 'aki-1' }, { Kernel: { Value: 'aki-1' } }],
  [{ attribute: 'ramdisk', value: 'ari-1' }, { Ramdisk: { Value: 'ari-1' } }],
  [{ attribute: 'sriovNetSupport', value: 'simple' }, { SriovNetSupport: { Value: 'simple' } }],
  [
    { attribute: 'instanceInitiatedShutdownBehavior', value: 'stop' },
    { InstanceInitiatedShutdownBehavior: { Value: 'stop' } },
  ],
  [{ attribute: 'ebsOptimized', value: true }, { EbsOptimized: { Value: true } }],
  [{ attribute: 'enaSupport', value: false }, { EnaSupport: { Value: false } }],
  [{ attribute: 'sourceDestCheck', value: false }, { SourceDestCheck: { Value: false } }],
  [{ attribute: 'disableApiTermination', value: true }, { DisableApiTermination: { Value: true } }],
  [{ attribute: 'disableApiStop', value: true }, { DisableApiStop: { Value: true } }],
  [{ attribute: 'enclaveOptions', value: true }, { EnclaveOptions: { Enabled: true } }],
  [{ attribute: 'userData', value: Buffer.from('echo') }, { UserData: { Value: Buffer.from('echo') } }],
  [{ attribute: 'groupSet', value: ['sg-1', 'sg-2'] }, { Groups: ['sg-1', 'sg-2'] }],
  [
    {
      attribute: 'blockDeviceMapping',
      value: [
        { deviceName: '/dev/sda1', deleteOnTermination: true },
        { deviceName: '/dev/sdb', deleteOnTermination: false },
      ],
    },
    {
      BlockDeviceMappings: [
        { DeviceName: '/dev/sda1', Ebs: { DeleteOnTermination: true } },
        { DeviceName: '/dev/sdb', Ebs: { DeleteOnTermination: false } },
      ],
    },
  ],
];

describe('modifyInstanceAttribute', () => {
  it.each(CHANGES)('sends %j and nothing else', async (change, sent) => {
    ec2Mock.on(ModifyInstanceAttributeCommand).resolves({});
    await mockedEc2().modifyInstanceAttribute(anId(1), change, aCall());
    expect(sentInputs()).toStrictEqual([{ InstanceId: anId(1), ...sent }]);
  });

  it('throws what EC2 says', async () => {
    ec2Mock.on(ModifyInstanceAttributeCommand).rejects(refusal('IncorrectInstanceState'));
    const change = { attribute: 'instanceType', value: 'm5.large' } as const;
    await expect(mockedEc2().modifyInstanceAttribute(anId(1), change, aCall())).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
  });
});

describe('describeInstanceAttribute', () => {
  it.each([
    ['userData', { UserData: { Value: 'ZWNobw==' } }, 'ZWNobw=='],
    ['userData', { UserData: {} }, null],
    ['userData', { UserData: { Value: '' } }, null],
    ['userData', {}, null],
    ['disableApiTermination', { DisableApiTermination: { Value: true } }, true],
    ['disableApiTermination', { DisableApiTermination: { Value: false } }, false],
    ['disableApiStop', { DisableApiStop: { Value: true } }, true],
    ['disableApiStop', {}, false],
    [
      'instanceInitiatedShutdownBehavior',
      { InstanceInitiatedShutdownBehavior: { Value: 'terminate' } },
      'terminate',
    ],
    ['instanceInitiatedShutdownBehavior', { InstanceInitiatedShutdownBehavior: { Value: 'stop' } }, 'stop'],
    ['instanceInitiatedShutdownBehavior', {}, 'stop'],
  ] as const)('reads %s from %j as %j', async (attribute, output, value) => {
    ec2Mock.on(DescribeInstanceAttributeCommand).resolves(output);
    expect(await mockedEc2().describeInstanceAttribute(anId(1), attribute, aCall())).toBe(value);
    expect(sentInputs()).toStrictEqual([{ InstanceId: anId(1), Attribute: attribute }]);
  });
});

describe('describeInstanceStatus', () => {
  const ok = (InstanceId: string) => ({
    InstanceId,
    InstanceStatus: { Status: 'ok' as const },
    SystemStatus: { Status: 'impaired' as const },
  });

  it('asks for instances in every state', async () => {
    ec2Mock.on(DescribeInstanceStatusCommand).resolves({ InstanceStatuses: [ok(anId(1))] });
    const outcomes = await mockedEc2().describeInstanceStatus([anId(1)], aCall());
    expect(sentInputs()).toStrictEqual([{ InstanceIds: [anId(1)], IncludeAllInstances: true }]);
    expect(told(outcomes)).toEqual({ [anId(1)]: { id: anId(1), instance: 'ok', system: 'impaired' } });
  });

  it('puts 100 ids into one call', async () => {
    ec2Mock
      .on(DescribeInstanceStatusCommand)
      .callsFake((input) => ({ InstanceStatuses: input.InstanceIds.map(ok) }));
    const outcomes = await mockedEc2().describeInstanceStatus(ids(250), aCall());
    expect(sentInputs()).toMatchObject([
      { InstanceIds: ids(250).slice(0, 100) },
      { InstanceIds: ids(250).slice(100, 200) },
      { InstanceIds: ids(250).slice(200) },
    ]);
    expect(outcomes.size).toBe(250);
  });

  it('takes a status that is left out for not-applicable', async () => {
    ec2Mock.on(DescribeInstanceStatusCommand).resolves({ InstanceStatuses: [{ InstanceId: anId(1) }] });
    expect(told(await mockedEc2().describeInstanceStatus([anId(1)], aCall()))).toEqual({
      [anId(1)]: { id: anId(1), instance: 'not-applicable', system: 'not-applicable' },
    });
  });

  it('takes an instance of which nothing is said for unknown', async () => {
    ec2Mock.on(DescribeInstanceStatusCommand).resolves({});
    expect(told(await mockedEc2().describeInstanceStatus([anId(1)], aCall()))).toEqual({
      [anId(1)]: 'INSTANCE_NOT_FOUND',
    });
  });
});

describe('describeInstanceTypes', () => {
  it('reads what a type offers', async () => {
    ec2Mock.on(DescribeInstanceTypesCommand).resolves({
      InstanceTypes: [
        {
          InstanceType: 't3.micro',
          VCpuInfo: { DefaultVCpus: 2 },
          MemoryInfo: { SizeInMiB: 1024 },
          ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
          CurrentGeneration: true,
        },
      ],
    });
    const outcomes = await mockedEc2().describeInstanceTypes(['t3.micro'], 'us-east-1', aCall());
    expect(sentInputs()).toStrictEqual([{ InstanceTypes: ['t3.micro'] }]);
    expect(told(outcomes)).toEqual({
      't3.micro': {
        name: 't3.micro',
        vcpus: 2,
        memoryMiB: 1024,
        architectures: ['x86_64'],
        currentGeneration: true,
      },
    });
  });

  it('puts 100 types into one call', async () => {
    ec2Mock.on(DescribeInstanceTypesCommand).callsFake((input) => ({
      InstanceTypes: input.InstanceTypes.map((InstanceType: string) => ({ InstanceType })),
    }));
    const names = Array.from({ length: 101 }, (_, n) => `t3.n${n}`);
    const outcomes = await mockedEc2().describeInstanceTypes(names, 'us-east-1', aCall());
    expect(sentInputs()).toStrictEqual([
      { InstanceTypes: names.slice(0, 100) },
      { InstanceTypes: names.slice(100) },
    ]);
    expect([...outcomes.keys()]).toEqual(names);
  });
});
