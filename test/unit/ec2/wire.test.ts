import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { Ec2 } from '../../../src/ec2/ec2.js';
import { aCall, aLaunch, anId, aPage, ids } from '../../support/builders.js';
import {
  answerTo,
  connectionError,
  ec2Over,
  type Reaction,
  refusal,
  stateChanges,
  xml,
} from '../../support/ec2-transport.js';

const VERSION = '2016-11-15';
const ID = anId(1);

const LAUNCHED = answerTo(
  'RunInstances',
  `<reservationId>r-1</reservationId><instancesSet><item><instanceId>${ID}</instanceId><instanceState><code>0</code><name>pending</name></instanceState><launchTime>2026-11-23T07:31:05.000Z</launchTime><amiLaunchIndex>0</amiLaunchIndex></item></instancesSet>`,
);
const DESCRIBED = answerTo(
  'DescribeInstances',
  `<reservationSet><item><reservationId>r-1</reservationId><instancesSet><item><instanceId>${ID}</instanceId><instanceState><code>16</code><name>running</name></instanceState><dnsName/><launchTime>2026-11-23T07:31:05.000Z</launchTime></item></instancesSet></item></reservationSet>`,
);
const NOTHING = answerTo('DescribeInstances', '<reservationSet/>');
const REBOOTED = answerTo('RebootInstances', '<return>true</return>');

const run = (ec2: Ec2, call = aCall()) => ec2.runInstances(aLaunch(), call);
const start = async (ec2: Ec2, call = aCall()) => (await ec2.startInstances([ID], call)).get(ID);
const reboot = async (ec2: Ec2, call = aCall()) => (await ec2.rebootInstances([ID], call)).get(ID);
const read = async (ec2: Ec2, call = aCall()) => (await ec2.describeInstances([ID], call)).get(ID);

describe('the forms that EC2 is sent', () => {
  it('carry a launch, its lists counted from one and its empty lists left out', async () => {
    const { ec2, forms } = ec2Over([LAUNCHED]);
    const launch = aLaunch({
      securityGroups: ['SSH', 'a b&c'],
      placement: 'us-east-1b',
      placementGroup: 'together',
      userDataBase64: 'ZWNobw==',
      tags: [{ key: 'Name', value: 'ü' }],
    });
    await ec2.runInstances(launch, aCall());
    expect(forms).toStrictEqual([
      {
        Action: 'RunInstances',
        Version: VERSION,
        ImageId: 'ami-12c6146b',
        InstanceType: 't3.micro',
        MinCount: '1',
        MaxCount: '1',
        'SecurityGroup.1': 'SSH',
        'SecurityGroup.2': 'a b&c',
        'Placement.AvailabilityZone': 'us-east-1b',
        'Placement.GroupName': 'together',
        UserData: 'ZWNobw==',
        InstanceInitiatedShutdownBehavior: 'terminate',
        EbsOptimized: 'false',
        'TagSpecification.1.ResourceType': 'instance',
        'TagSpecification.1.Tag.1.Key': 'Name',
        'TagSpecification.1.Tag.1.Value': 'ü',
        ClientToken: 'token-1',
      },
    ]);
  });

  it('carry a launch into a subnet as a dry run', async () => {
    const { ec2, forms } = ec2Over([refusal('DryRunOperation', 'Request would have succeeded', 412)]);
    const launch = aLaunch({ subnetId: 'subnet-1', securityGroupIds: ['sg-1', 'sg-2'], dryRun: true });
    expect(await ec2.runInstances(launch, aCall())).toEqual({ id: null, instances: [] });
    expect(forms).toMatchObject([
      { SubnetId: 'subnet-1', 'SecurityGroupId.1': 'sg-1', 'SecurityGroupId.2': 'sg-2', DryRun: 'true' },
    ]);
  });

  it('carry a filter by instance id', async () => {
    const { ec2, forms } = ec2Over([NOTHING]);
    await ec2.describeInstances(ids(2), aCall());
    expect(forms).toStrictEqual([
      {
        Action: 'DescribeInstances',
        Version: VERSION,
        'Filter.1.Name': 'instance-id',
        'Filter.1.Value.1': anId(1),
        'Filter.1.Value.2': anId(2),
      },
    ]);
  });

  it('carry a page of a list', async () => {
    const { ec2, forms } = ec2Over([NOTHING]);
    await ec2.listInstances(aPage({ maxResults: 5, token: 'second' }), aCall());
    expect(forms).toStrictEqual([
      { Action: 'DescribeInstances', Version: VERSION, MaxResults: '5', NextToken: 'second' },
    ]);
  });

  it('carry the ids to act on and whether to force it', async () => {
    const { ec2, forms } = ec2Over([answerTo('StopInstances', '<instancesSet/>')]);
    await ec2.stopInstances(ids(2), { force: true }, aCall());
    expect(forms).toStrictEqual([
      {
        Action: 'StopInstances',
        Version: VERSION,
        'InstanceId.1': anId(1),
        'InstanceId.2': anId(2),
        Force: 'true',
      },
    ]);
  });

  it.each([
    [{ attribute: 'userData', value: Buffer.from('echo') }, { 'UserData.Value': 'ZWNobw==' }],
    [{ attribute: 'disableApiStop', value: false }, { 'DisableApiStop.Value': 'false' }],
    [
      { attribute: 'groupSet', value: ['sg-1', 'sg-2'] },
      { 'GroupId.1': 'sg-1', 'GroupId.2': 'sg-2' },
    ],
    [
      { attribute: 'blockDeviceMapping', value: [{ deviceName: '/dev/sda1', deleteOnTermination: true }] },
      {
        'BlockDeviceMapping.1.DeviceName': '/dev/sda1',
        'BlockDeviceMapping.1.Ebs.DeleteOnTermination': 'true',
      },
    ],
  ] as const)('carry %j', async (change, parameters) => {
    const { ec2, forms } = ec2Over([answerTo('ModifyInstanceAttribute', '<return>true</return>')]);
    await ec2.modifyInstanceAttribute(ID, change, aCall());
    expect(forms).toStrictEqual([
      { Action: 'ModifyInstanceAttribute', Version: VERSION, InstanceId: ID, ...parameters },
    ]);
  });
});

describe('an answer of EC2', () => {
  it('is read as the reservation that it describes', async () => {
    const { ec2 } = ec2Over([LAUNCHED]);
    expect(await run(ec2)).toMatchObject({
      id: 'r-1',
      instances: [
        { id: ID, state: 'pending', launchTime: new Date('2026-11-23T07:31:05Z'), publicDnsName: null },
      ],
    });
  });

  it('is read as changes of state', async () => {
    const { ec2 } = ec2Over([stateChanges('StartInstances', [ID])]);
    expect(await start(ec2)).toEqual({ id: ID, previousState: 'stopped', currentState: 'pending' });
  });

  it('is told apart: success, and a refusal by its code', async () => {
    const { ec2, ended } = ec2Over([DESCRIBED, refusal('AuthFailure', 'no', 401)]);
    await read(ec2);
    await read(ec2);
    expect(ended.map((failure) => failure?.ec2?.code)).toEqual([undefined, 'AuthFailure']);
    expect(ended.map((failure) => failure?.code)).toEqual([undefined, 'UPSTREAM']);
  });

  it.each<[string, Reaction]>([
    ['an empty answer', xml('')],
    ['a page of something in between', xml('<html><body>Sign in</body></html>')],
    ['an answer to another action', answerTo('StopInstances', '<instancesSet/>')],
    ['an answer without what it should hold', answerTo('DescribeInstances', '')],
    ['a page of a proxy', { status: 502, body: '<html>Bad Gateway</html>', type: 'text/html' }],
    ['a broken connection', connectionError('ECONNRESET')],
    ['no way to EC2', connectionError('ECONNREFUSED')],
  ])('of EC2 is not what %s is', async (_, reaction) => {
    const { ec2, ended } = ec2Over([reaction]);
    await read(ec2);
    expect(ended[0]).toMatchObject({ code: 'TIMEOUT', ec2: undefined });
  });
});

describe('a refusal', () => {
  it('carries the code, the words and the request id of EC2', async () => {
    const { ec2, forms } = ec2Over([
      refusal('InvalidAMIID.NotFound', "The image id '[ami-0]' does not exist"),
    ]);
    await expect(run(ec2)).rejects.toMatchObject({
      code: 'UPSTREAM',
      message: "The image id '[ami-0]' does not exist",
      ec2: { code: 'InvalidAMIID.NotFound', requestId: 'request-1' },
      retryable: false,
    });
    expect(forms).toHaveLength(1);
  });

  it.each([
    ['InsufficientInstanceCapacity', 500, { code: 'CAPACITY', retryable: true }],
    ['VcpuLimitExceeded', 400, { code: 'QUOTA', retryable: false }],
    ['IdempotentParameterMismatch', 400, { code: 'IDEMPOTENCY_MISMATCH', retryable: false }],
    ['UnauthorizedOperation', 403, { code: 'UPSTREAM', retryable: false }],
  ])('with the code %s (%i) is told at once and not repeated', async (code, status, told) => {
    const { ec2, forms, pauses } = ec2Over([refusal(code, 'no', status)]);
    await expect(run(ec2)).rejects.toMatchObject({ ...told, ec2: { code } });
    expect(forms).toHaveLength(1);
    expect(pauses).toEqual([]);
  });
});

describe('throttling', () => {
  const THROTTLED = refusal('RequestLimitExceeded', 'Request limit exceeded.', 503);

  it('is waited out, longer each time', async () => {
    const { ec2, forms, pauses } = ec2Over([THROTTLED, THROTTLED, LAUNCHED], { random: 0.5 });
    const call = aCall();
    expect(await run(ec2, call)).toMatchObject({ id: 'r-1' });
    expect(pauses).toEqual([500, 1000]);
    expect(forms.map((form) => form.ClientToken)).toEqual(['token-1', 'token-1', 'token-1']);
    expect(call.ledger.calls).toEqual({ RunInstances: 3 });
  });

  it('that does not end is told, with when to come again', async () => {
    const { ec2, forms } = ec2Over([THROTTLED]);
    await expect(run(ec2)).rejects.toMatchObject({
      code: 'THROTTLED',
      retryable: true,
      retryAfterSeconds: 1,
      ec2: { code: 'RequestLimitExceeded' },
    });
    expect(forms).toHaveLength(8);
  });

  it('of a reboot is waited out too: nothing was done', async () => {
    const { ec2, forms } = ec2Over([THROTTLED, REBOOTED]);
    expect(await reboot(ec2)).toEqual({ id: ID });
    expect(forms).toHaveLength(2);
  });
});

/** What leaves a caller without a usable answer once the request was sent. */
const LOST: readonly [string, Reaction][] = [
  ['an empty answer', xml('')],
  ['an answer cut off', xml(LAUNCHED.body.slice(0, -30))],
  ['an error without a document', { status: 500, body: '' }],
  ['a page of a proxy', { status: 502, body: '<html><body>Bad Gateway</body></html>', type: 'text/html' }],
  ['a broken connection', connectionError('ECONNRESET')],
  ['an error of EC2 itself', refusal('InternalError', 'An internal error has occurred', 500)],
  ['an EC2 that is not there at the moment', refusal('Unavailable', 'The server is overloaded', 503)],
];

describe.each(LOST)('%s', (_, lost) => {
  it('to a launch is followed by the same launch again', async () => {
    const { ec2, forms, pauses } = ec2Over([lost, lost, LAUNCHED]);
    expect(await run(ec2)).toMatchObject({ id: 'r-1' });
    expect(forms.map((form) => form.ClientToken)).toEqual(['token-1', 'token-1', 'token-1']);
    expect(pauses).toEqual([100, 200]);
  });

  it('to a launch, again and again, leaves the outcome unknown', async () => {
    const { ec2, forms } = ec2Over([lost]);
    await expect(run(ec2)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
    expect(forms).toHaveLength(8);
  });

  it('to a start is followed by another start', async () => {
    const { ec2, forms } = ec2Over([lost, stateChanges('StartInstances', [ID])]);
    expect(await start(ec2)).toMatchObject({ currentState: 'pending' });
    expect(forms).toHaveLength(2);
  });

  it('to a reboot leaves the outcome unknown and is not followed by another reboot', async () => {
    const { ec2, forms } = ec2Over([lost, REBOOTED]);
    expect(await reboot(ec2)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(forms).toHaveLength(1);
  });

  it('to a read is followed by another read', async () => {
    const { ec2 } = ec2Over([lost, DESCRIBED]);
    expect(await read(ec2)).toMatchObject({ id: ID, state: 'running' });
  });

  it('to a read, again and again, is told', async () => {
    const { ec2, forms } = ec2Over([lost]);
    expect(await read(ec2)).toMatchObject({
      code: expect.stringMatching(/^(TIMEOUT|UPSTREAM)$/),
      retryable: true,
    });
    expect(forms).toHaveLength(3);
  });
});

describe('where EC2 cannot be reached', () => {
  const REFUSED = connectionError('ECONNREFUSED');
  const RESET = connectionError('ECONNRESET');

  it('tells that nothing was sent', async () => {
    const { ec2, forms } = ec2Over([REFUSED]);
    await expect(run(ec2)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'EC2 could not be reached: connect ECONNREFUSED 203.0.113.1:443',
      retryable: true,
    });
    expect(forms).toHaveLength(3);
  });

  it('reboots later, as nothing was sent', async () => {
    const { ec2 } = ec2Over([REFUSED, REFUSED, REBOOTED]);
    expect(await reboot(ec2)).toEqual({ id: ID });
  });

  it.each<[string, Reaction]>([
    ['is no longer reached', REFUSED],
    ['throttles from then on', refusal('RequestLimitExceeded', 'Request limit exceeded.', 503)],
    [
      'is asked without credentials',
      Object.assign(new Error('expired'), { name: 'CredentialsProviderError' }),
    ],
    ['is behind a proxy that refuses', { status: 403, body: '<html>No</html>', type: 'text/html' }],
  ])('still does not know what became of a launch whose answer was lost before EC2 %s', async (_, then) => {
    const { ec2 } = ec2Over([RESET, then]);
    await expect(run(ec2)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  it('believes a refusal of the repeated launch: with its token EC2 would have told of the first one', async () => {
    const { ec2 } = ec2Over([RESET, refusal('InsufficientInstanceCapacity', 'no room', 500)]);
    await expect(run(ec2)).rejects.toMatchObject({ code: 'CAPACITY' });
  });
});

describe('an answer cut off anywhere', () => {
  /** Every beginning of an answer, three times: as often as it is asked for. */
  const beginnings = ({ body }: { body: string }) =>
    [...body].flatMap((_, length) => Array<Reaction>(3).fill(xml(body.slice(0, length))));

  it('is never taken for a launch of nothing', async () => {
    const { ec2, forms } = ec2Over(beginnings(LAUNCHED));
    while (forms.length < 3 * LAUNCHED.body.length) {
      await expect(run(ec2)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    }
  });

  it('is never taken for an instance that does not exist', async () => {
    const { ec2, forms } = ec2Over(beginnings(DESCRIBED));
    while (forms.length < 3 * DESCRIBED.body.length) {
      expect(await read(ec2)).toMatchObject({ code: 'TIMEOUT' });
    }
  });
});

describe('a call that hangs', () => {
  it('is given up after the time for one attempt, and a read is repeated', async () => {
    const { ec2, forms } = ec2Over(['hang', DESCRIBED], { timeoutMs: 5 });
    expect(await read(ec2)).toMatchObject({ id: ID });
    expect(forms).toHaveLength(2);
  });

  it('again and again is told', async () => {
    const { ec2 } = ec2Over(['hang'], { timeoutMs: 2 });
    expect(await read(ec2)).toMatchObject({
      code: 'TIMEOUT',
      message: 'EC2 gave no usable answer in time',
      retryable: true,
    });
  });

  it('leaves the outcome of a launch unknown', async () => {
    const { ec2, forms } = ec2Over(['hang'], { timeoutMs: 2 });
    await expect(run(ec2)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(forms).toHaveLength(8);
  });

  it('is given up at the deadline of the caller and not repeated', async () => {
    const { ec2, forms } = ec2Over(['hang']);
    const outcome = await read(ec2, aCall(AbortSignal.timeout(5)));
    expect(outcome).toMatchObject({ code: 'TIMEOUT' });
    expect(forms).toHaveLength(1);
  });

  it('is given up in time though garbage is collected meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const { ec2, forms } = ec2Over(['hang'], { timeoutMs: 9 });
    const outcome = read(ec2);
    while (forms.length === 0) await nextTurn();
    await nextTurn();
    collectGarbage();
    expect(await outcome).toMatchObject({ code: 'TIMEOUT' });
  });

  it('leaves nothing behind on the signal of the caller', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    const counted = Object.assign(signal, {
      addEventListener: (...args: Parameters<typeof add>) => {
        listeners += 1;
        add(...args);
      },
      removeEventListener: (...args: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...args);
      },
    });
    const { ec2 } = ec2Over(['hang', DESCRIBED], { timeoutMs: 2 });
    await read(ec2, aCall(counted));
    expect(listeners).toBe(0);
  });
});

describe('a caller whose deadline has passed', () => {
  it('costs no call', async () => {
    const { ec2, forms } = ec2Over([DESCRIBED]);
    const call = aCall(AbortSignal.abort());
    expect(await read(ec2, call)).toMatchObject({ code: 'TIMEOUT', retryable: true });
    expect(forms).toEqual([]);
    expect(call.ledger.calls).toEqual({});
  });
});
