import { request as httpRequest } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { ManualClock, settled } from '../support/clock.js';
import { DOORS, graphql } from '../support/doors.js';
import { startService } from '../support/service.js';

const IMAGE = { imageId: 'ami-12c6146b', instanceType: 't3.micro' };
const IDS = /^i-[0-9a-f]{17}$/;

describe.each(DOORS)('Launching through %s', (_name, open) => {
  it('answers the id of one instance by default, for one EC2 call', async () => {
    const door = open(await startService());
    expect(await door.launch(IMAGE)).toEqual({
      status: 200,
      value: [expect.stringMatching(IDS)],
      calls: { RunInstances: 1 },
    });
  });

  it('launches with the documented defaults', async () => {
    const service = await startService();
    const [id] = (await open(service).launch(IMAGE)).value as string[];
    const { data } = await graphql(
      service,
      'query ($id: ID!) { instance(id: $id) { keyName securityGroups { name } placement ebsOptimized instanceInitiatedShutdownBehavior } }',
      { id },
    );
    expect(data.instance).toEqual({
      keyName: 'scalacity_dev1',
      securityGroups: [{ name: 'SSH' }],
      placement: 'us-east-1b',
      ebsOptimized: false,
      instanceInitiatedShutdownBehavior: 'TERMINATE',
    });
  });

  it('passes on everything it is given', async () => {
    const service = await startService();
    const { value } = await open(service).launch({
      ...IMAGE,
      instanceType: 'm5.large',
      minCount: 2,
      maxCount: 3,
      keyName: '',
      securityGroups: ['default', 'SSH'],
      userData: '#!/bin/sh\necho héllo',
      placement: 'us-east-1c',
      instanceInitiatedShutdownBehavior: 'stop',
      ebsOptimized: true,
      tags: [{ key: 'Name', value: 'web' }],
    });
    expect(value).toHaveLength(3);
    const { data } = await graphql(
      service,
      'query ($id: ID!) { instance(id: $id) { instanceType keyName launchIndex securityGroups { name } placement ebsOptimized userData instanceInitiatedShutdownBehavior tags { key value } } }',
      { id: (value as string[])[2] },
    );
    expect(data.instance).toEqual({
      instanceType: 'm5.large',
      keyName: null,
      launchIndex: 2,
      securityGroups: expect.arrayContaining([{ name: 'default' }, { name: 'SSH' }]),
      placement: 'us-east-1c',
      ebsOptimized: true,
      userData: '#!/bin/sh\necho héllo',
      instanceInitiatedShutdownBehavior: 'STOP',
      tags: expect.arrayContaining([{ key: 'Name', value: 'web' }]),
    });
  });

  it('launches nothing on a dry run', async () => {
    const service = await startService();
    const door = open(service);
    expect(await door.launch({ ...IMAGE, dryRun: true })).toMatchObject({ status: 200, value: [] });
    expect((await graphql(service, '{ instances { nodes { id } } }')).data.instances.nodes).toEqual([]);
  });

  it.each([
    ['an AMI that does not exist', { imageId: 'ami-00000000' }, 'InvalidAMIID.NotFound'],
    ['a key pair that does not exist', { keyName: 'nobody' }, 'InvalidKeyPair.NotFound'],
    ['a security group that does not exist', { securityGroups: ['nobody'] }, 'InvalidGroup.NotFound'],
  ])('answers 408 with what EC2 says of %s', async (_what, input, ec2Code) => {
    const door = open(await startService());
    expect(await door.launch({ ...IMAGE, ...input })).toMatchObject({
      status: 408,
      ec2Code,
      message: expect.stringContaining('does not exist'),
      retryable: false,
    });
  });

  it('does not repeat a launch for which EC2 lacks capacity, and says that it may be repeated', async () => {
    const door = open(await startService({ SIMULATOR_FAULTS: 'InsufficientInstanceCapacity=1' }));
    expect(await door.launch(IMAGE)).toMatchObject({
      status: 408,
      ec2Code: 'InsufficientInstanceCapacity',
      retryable: true,
      calls: { RunInstances: 1 },
    });
  });

  it('answers 408 when EC2 goes on throttling', async () => {
    const door = open(await startService({ SIMULATOR_FAULTS: 'RequestLimitExceeded=1' }));
    expect(await door.launch(IMAGE)).toMatchObject({
      status: 408,
      ec2Code: 'RequestLimitExceeded',
      retryable: true,
      calls: { RunInstances: 8 },
    });
  });

  it('answers 408 when the account may not have so many', async () => {
    const door = open(await startService({ SIMULATOR_VCPU_LIMIT: '1' }));
    expect(await door.launch(IMAGE)).toMatchObject({ status: 408, ec2Code: 'VcpuLimitExceeded' });
  });

  it('refuses a text with half a character, which could not be sent', async () => {
    const answer = await open(await startService()).launch({ ...IMAGE, keyName: '\ud800' });
    expect(answer).toMatchObject({ status: 400, message: 'expected texts of whole characters' });
  });

  it('answers 504 when nobody can tell whether it launched', async () => {
    const door = open(await startService({ SIMULATOR_FAULTS: 'resetAfter=1' }));
    expect(await door.launch(IMAGE)).toMatchObject({
      status: 504,
      retryable: true,
      calls: { RunInstances: 8 },
    });
  });

  it('launches once when the first answer is lost', async () => {
    let chance = 0.1;
    const fair = async () => {
      chance = 0.9;
    };
    const unlucky = { random: () => chance, delay: fair };
    const service = await startService({ SIMULATOR_FAULTS: 'resetAfter=0.5' }, unlucky);
    expect(await open(service).launch(IMAGE)).toMatchObject({ status: 200, calls: { RunInstances: 2 } });
    const { data } = await graphql(service, '{ instances { nodes { id } } }');
    expect(data.instances.nodes).toHaveLength(1);
  });

  it.each([
    ['max_count', { minCount: 3, maxCount: 2 }, /maxCount|max_count: expected at least/],
    ['min_count', { minCount: 0 }, /(minCount|min_count): expected 1 to 1000, got 0/],
    ['max_count', { maxCount: 1001 }, /(maxCount|max_count): expected .* at most 1000, got 1001/],
    [
      'user_data',
      { userData: 'é'.repeat(8704) },
      /(userData|user_data): expected at most 16384 bytes of user data, got 17408/,
    ],
    ['user_data_base64', { userDataBase64: 'no!' }, /(userDataBase64|user_data_base64): expected base64/],
    ['user_data_base64', { userData: 'a', userDataBase64: 'YQ==' }, /expected instead of user data as text/],
    ['ami', { imageId: ' ' }, /(imageId|ami): expected a text that is not empty/],
    [
      'tags',
      {
        tags: [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
      },
      /tags: expected each key once, got 'a' twice/,
    ],
  ])('refuses a bad %s and asks EC2 nothing', async (_name, input, message) => {
    const door = open(await startService());
    expect(await door.launch({ ...IMAGE, ...input })).toEqual({
      status: 400,
      message: expect.stringMatching(message),
      ec2Code: undefined,
      retryable: false,
      calls: {},
    });
  });
});

describe('A launch of unknown outcome', () => {
  it.each([
    ['and found where EC2 answers again', 0.99, 'was 1 instances'],
    ['for as long as EC2 may take to show it', 0, 'is still unknown'],
  ])('is looked for afterwards %s, which is logged', async (_, chanceOfFaults, outcome) => {
    let chance = 0;
    const service = await startService({ SIMULATOR_FAULTS: 'resetAfter=0.5' }, { random: () => chance });
    const answer = await DOORS[0][1](service).launch(IMAGE);
    expect(answer.status).toBe(504);
    chance = chanceOfFaults;
    const expected = `a launch of unknown outcome ${outcome}`;
    while (!service.logged.some(({ msg }) => String(msg).startsWith('a launch of'))) await settled();
    expect(service.logged.map(({ msg }) => msg)).toContain(expected);
    const of = (kind: string) => service.audited.filter(({ audit }) => audit === kind);
    const isFound = outcome.startsWith('was');
    expect(of('settled').map(({ change }) => change)).toEqual(
      of('change')
        .filter(() => isFound)
        .map(({ change }) => change),
    );
  });
});

describe('A launch that waits for the budget', () => {
  it('is withdrawn when its client hangs up, and leaves its turn to the next', async () => {
    const clock = new ManualClock();
    const service = await startService({ EC2_BUDGET: 'RunInstances=1/0.1' }, clock);
    const door = DOORS[0][1](service);
    await door.launch(IMAGE);
    const launch = { ami: IMAGE.imageId, instance_type: IMAGE.instanceType };
    const leaving = httpRequest(`${service.url}/v1/launch?${new URLSearchParams(launch)}`, { method: 'PUT' });
    leaving.on('error', () => {}).end();
    while (service.arrived() < 2) await settled();
    await clock.advance(5000);
    const staying = door.launch(IMAGE);
    while (service.arrived() < 3) await settled();
    leaving.destroy();
    while (service.hungUp() < 1) await settled();
    await clock.advance(5000);
    expect(await staying).toMatchObject({ status: 200, calls: { RunInstances: 1 } });
    await clock.advance(100_000);
    const { data } = await graphql(service, '{ instances(first: 5) { nodes { id } } }');
    expect(data.instances.nodes).toHaveLength(2);
  });
});
