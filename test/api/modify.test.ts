import { describe, expect, it } from '@jest/globals';
import { startBehindProxy } from '../support/behind-proxy.js';
import { DOORS, graphql } from '../support/doors.js';
import { always } from '../support/fault-plans.js';
import { UNCLEAR } from '../support/faults.js';
import { runningInstance, stoppedInstance } from '../support/instances.js';
import { startService } from '../support/service.js';

/** What can be seen of an attribute, as GraphQL selects it, after it was set. */
const WHILE_STOPPED = [
  ['instanceType', 't3.small', 'instanceType', 't3.small'],
  ['instance_type', 't3.small', 'instanceType', 't3.small'],
  ['InstanceType', 't3.small', 'instanceType', 't3.small'],
  ['userData', 'echo héllo', 'userData', 'echo héllo'],
  ['ebsOptimized', 'true', 'ebsOptimized', true],
] as const;

const AT_ANY_TIME = [
  ['disableApiTermination', 'True', 'disableApiTermination', true],
  ['disable_api_stop', '1', 'disableApiStop', true],
  ['sourceDestCheck', 'false', 'sourceDestCheck', false],
  ['instanceInitiatedShutdownBehavior', 'stop', 'instanceInitiatedShutdownBehavior', 'STOP'],
] as const;

/** Attributes of which no field tells; EC2 refuses them when they are sent in a wrong form. */
const UNSEEN = [
  ['kernel', 'aki-12c6146b'],
  ['ramdisk', 'ari-12c6146b'],
  ['enaSupport', 'true'],
  ['sriovNetSupport', 'simple'],
  ['enclaveOptions', 'false'],
  ['blockDeviceMapping', '/dev/sda1=false'],
] as const;

const MODIFIED = {
  status: 200,
  value: 'Instance modification succeeded',
  calls: { ModifyInstanceAttribute: 1 },
};

describe.each(DOORS)('Modifying through %s', (_name, open) => {
  it.each(WHILE_STOPPED)('sets %s to %s on a stopped instance', async (attribute, value, field, seen) => {
    const service = await startService();
    const id = await stoppedInstance(service);
    expect(await open(service).modify(id, attribute, value)).toEqual(MODIFIED);
    const { data } = await graphql(service, `query ($id: ID!) { instance(id: $id) { ${field} } }`, { id });
    expect(data.instance).toEqual({ [field]: seen });
  });

  it.each(AT_ANY_TIME)('sets %s to %s on a running instance', async (attribute, value, field, seen) => {
    const service = await startService();
    const id = await runningInstance(service);
    expect(await open(service).modify(id, attribute, value)).toEqual(MODIFIED);
    const { data } = await graphql(service, `query ($id: ID!) { instance(id: $id) { ${field} } }`, { id });
    expect(data.instance).toEqual({ [field]: seen });
  });

  it.each(UNSEEN)('sets %s to %s', async (attribute, value) => {
    const service = await startService();
    expect(await open(service).modify(await stoppedInstance(service), attribute, value)).toEqual(MODIFIED);
  });

  it('sets the security groups by their ids', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    const other = await runningInstance(service, { securityGroups: ['default'] });
    const groups = 'query ($id: ID!) { instance(id: $id) { securityGroups { id name } } }';
    const { data } = await graphql(service, groups, { id: other });
    expect(await open(service).modify(id, 'groupSet', data.instance.securityGroups[0].id)).toEqual(MODIFIED);
    const after = await graphql(service, groups, { id });
    expect(after.data.instance.securityGroups).toEqual(data.instance.securityGroups);
  });

  it('answers 408 with what EC2 says of an attribute that cannot change while the instance runs', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    expect(await open(service).modify(id, 'instanceType', 't3.small')).toMatchObject({
      status: 408,
      ec2Code: 'IncorrectInstanceState',
      message: expect.stringContaining(`The instance '${id}' is not in the 'stopped' state.`),
    });
  });

  it.each([
    ['colour', 'red', /attribute: expected one of instanceType, kernel, .*, got 'colour'/],
    ['instancetype', 't3.small', /attribute: expected one of .*, got 'instancetype'/],
    ['constructor', 'x', /attribute: expected one of .*, got 'constructor'/],
    ['ebsOptimized', 'yes', /value: expected true or false, got 'yes'/],
    ['instanceType', '', /value: expected an instance type, as in t3.micro, got nothing/],
    ['groupSet', 'SSH', /value: expected ids of security groups, as in sg-12c6146b, got 'SSH'/],
    ['groupSet', ',', /value: expected at least one, separated by commas, got nothing/],
    ['blockDeviceMapping', '/dev/sda1=maybe', /value: expected true or false, got 'maybe'/],
    ['instanceInitiatedShutdownBehavior', 'sleep', /value: expected stop or terminate, got 'sleep'/],
    ['userData', 'x'.repeat(17 * 1024), /value: expected at most 16384 bytes of user data, got 17408/],
  ])('refuses %s=%.20s and asks EC2 nothing', async (attribute, value, message) => {
    const door = open(await startService());
    expect(await door.modify('i-0123456789abcdef0', attribute, value)).toMatchObject({
      status: 400,
      message: expect.stringMatching(message),
      calls: {},
    });
  });
});

describe('The instance that a modification answers', () => {
  it('is read anew when more of it is selected than its id', async () => {
    const service = await startService();
    const id = await stoppedInstance(service);
    const body = await graphql(
      service,
      'mutation ($id: ID!) { modifyInstanceAttribute(id: $id, attribute: "instanceType", value: "t3.small") { instanceType } }',
      { id },
    );
    expect(body.data.modifyInstanceAttribute).toEqual({ instanceType: 't3.small' });
    expect(body.extensions.ec2.calls).toEqual({ ModifyInstanceAttribute: 1, DescribeInstances: 1 });
  });

  it('is not told as unchanged where it is changed and cannot be read', async () => {
    const { service, proxy } = await startBehindProxy();
    const id = await stoppedInstance(service);
    proxy.plan = always(UNCLEAR['a reset before the effect'], 'DescribeInstances');
    const { errors } = await graphql(
      service,
      'mutation ($id: ID!) { modifyInstanceAttribute(id: $id, attribute: "instanceType", value: "t3.small") { instanceType } }',
      { id },
    );
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('the attribute is modified'),
        extensions: { code: 'OUTCOME_UNKNOWN', retryable: true },
      },
    ]);
  });
});
