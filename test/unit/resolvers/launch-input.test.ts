import { describe, expect, it } from '@jest/globals';
import type { Tag } from '../../../src/ec2/ec2.js';
import { ServiceError } from '../../../src/errors.js';
import { toLaunch } from '../../../src/resolvers/launch-input.js';
import { withLaunchTags } from '../../../src/resolvers/launch-tags.js';
import type { LaunchInstancesInput } from '../../../src/schema/launch.js';
import { aLaunch, aLaunchInput } from '../../support/builders.js';

const DEFAULTS = { keyName: 'scalacity_dev1', securityGroups: ['SSH'], placement: 'us-east-1b' };

const toTags = (asked: readonly Tag[]) =>
  withLaunchTags(asked, { caller: undefined, idempotencyKey: undefined }, 'me', 'build-7');

const read = (facts: Partial<LaunchInstancesInput>, defaults = DEFAULTS) =>
  toLaunch(aLaunchInput(facts), { defaults, toTags, clientToken: 'token-1' });

function refusalOf(facts: Partial<LaunchInstancesInput>) {
  try {
    read(facts);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect(error.code).toBe('BAD_USER_INPUT');
    return { argument: error.argument, message: error.message };
  }
  throw new Error('it was not refused');
}

const bad = (argument: string, message: string) => ({ argument, message: `${argument}: ${message}` });

describe('a launch', () => {
  it('takes the defaults of the service for what is not said', () => {
    expect(read({})).toStrictEqual(
      aLaunch({ keyName: 'scalacity_dev1', securityGroups: ['SSH'], placement: 'us-east-1b' }),
    );
  });

  it('takes what is said', () => {
    const launch = read({
      minCount: 2,
      maxCount: 3,
      keyName: 'mine',
      securityGroups: ['web'],
      placement: 'us-east-1c',
      placementGroup: 'together',
      userData: 'echo ü',
      instanceInitiatedShutdownBehavior: 'stop',
      ebsOptimized: true,
      tags: [{ key: 'Name', value: '' }],
      dryRun: true,
    });
    expect(launch).toStrictEqual(
      aLaunch({
        minCount: 2,
        maxCount: 3,
        keyName: 'mine',
        securityGroups: ['web'],
        placement: 'us-east-1c',
        placementGroup: 'together',
        userDataBase64: 'ZWNobyDDvA==',
        shutdownBehavior: 'stop',
        ebsOptimized: true,
        tags: [{ key: 'Name', value: '' }],
        dryRun: true,
      }),
    );
  });

  it.each([null, ''])('has no key where the name of the key is %j', (keyName) => {
    expect(read({ keyName }).keyName).toBeUndefined();
  });

  it('has no key where the service has no default', () => {
    expect(read({}, { ...DEFAULTS, keyName: '' }).keyName).toBeUndefined();
  });

  it.each([null, undefined, ''])('takes the default zone where the zone is %j', (placement) => {
    expect(read({ placement }).placement).toBe('us-east-1b');
  });

  it('has no groups by name where the list is empty', () => {
    expect(read({ securityGroups: [] }).securityGroups).toEqual([]);
  });

  it.each([null, ''])('is in no placement group %j', (placementGroup) => {
    expect(read({ placementGroup }).placementGroup).toBeUndefined();
  });

  it('terminates its instances on shutdown where null is said', () => {
    expect(read({ instanceInitiatedShutdownBehavior: null }).shutdownBehavior).toBe('terminate');
  });
});

describe('a launch into a subnet', () => {
  it('leaves out the default groups and the default zone, which EC2 would refuse beside it', () => {
    expect(read({ subnetId: 'subnet-1' })).toMatchObject({
      subnetId: 'subnet-1',
      securityGroups: [],
      securityGroupIds: [],
      placement: undefined,
      keyName: 'scalacity_dev1',
    });
  });

  it('keeps the groups and the zone that are said', () => {
    const said = { subnetId: 'subnet-1', securityGroups: ['web'], placement: 'us-east-1c' };
    expect(read(said)).toMatchObject(said);
  });

  it.each([null, ''])('is none where the subnet is %j', (subnetId) => {
    expect(read({ subnetId })).toMatchObject({
      subnetId: undefined,
      securityGroups: ['SSH'],
      placement: 'us-east-1b',
    });
  });
});

describe('a launch with groups by id', () => {
  it('leaves out the default groups and keeps the default zone', () => {
    expect(read({ securityGroupIds: ['sg-1'] })).toMatchObject({
      securityGroupIds: ['sg-1'],
      securityGroups: [],
      placement: 'us-east-1b',
    });
  });

  it.each([[null], [[]]])('is none where they are %j', (securityGroupIds) => {
    expect(read({ securityGroupIds })).toMatchObject({ securityGroupIds: [], securityGroups: ['SSH'] });
  });
});

describe('user data', () => {
  it('may be given as base64', () => {
    expect(read({ userDataBase64: 'H4sI' }).userDataBase64).toBe('H4sI');
  });

  it.each([{ userData: '' }, { userDataBase64: '' }, { userData: null, userDataBase64: null }])(
    'is none in %j',
    (facts) => {
      expect(read(facts).userDataBase64).toBeUndefined();
    },
  );

  it('may not be given in both forms', () => {
    expect(refusalOf({ userData: 'x', userDataBase64: 'eA==' })).toEqual(
      bad('userDataBase64', 'expected instead of user data as text, not beside it'),
    );
  });

  it('has at most 16 KiB in either form', () => {
    const message = 'expected at most 16384 bytes of user data, got 16385';
    const tooMuch = 'x'.repeat(16_385);
    expect(refusalOf({ userData: tooMuch })).toEqual(bad('userData', message));
    const userDataBase64 = Buffer.from(tooMuch).toString('base64');
    expect(refusalOf({ userDataBase64 })).toEqual(bad('userDataBase64', message));
  });

  it('as base64 is base64', () => {
    expect(refusalOf({ userDataBase64: 'echo!' })).toEqual(
      bad('userDataBase64', 'expected base64 with padding and without line breaks'),
    );
  });
});

describe('the counts', () => {
  it.each([
    [1, 1],
    [1, 1000],
    [1000, 1000],
  ])('may be %i to %i', (minCount, maxCount) => {
    expect(read({ minCount, maxCount })).toMatchObject({ minCount, maxCount });
  });

  it.each([0, -1, 1001])('may not begin at %i', (minCount) => {
    expect(refusalOf({ minCount, maxCount: 2000 })).toEqual(
      bad('minCount', `expected 1 to 1000, got ${minCount}`),
    );
  });

  it.each([
    [2, 1],
    [1, 0],
    [1, 1001],
  ])('may not be %i to %i', (minCount, maxCount) => {
    expect(refusalOf({ minCount, maxCount })).toEqual(
      bad(
        'maxCount',
        `expected at least the fewest to launch, ${minCount}, and at most 1000, got ${maxCount}`,
      ),
    );
  });
});

describe('tags', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ key: `k${n}`, value: '' }));

  it('may be as many and as long as EC2 takes them', () => {
    const tags = [...many(49), { key: 'k'.repeat(128), value: 'v'.repeat(256) }];
    expect(read({ tags }).tags).toEqual(tags);
  });

  it.each([
    [many(51), 'expected at most 50 tags, got 51'],
    [[{ key: '', value: 'v' }], 'expected keys of 1 to 128 characters, got one of 0'],
    [[{ key: 'k'.repeat(129), value: 'v' }], 'expected keys of 1 to 128 characters, got one of 129'],
    [[{ key: 'k', value: 'v'.repeat(257) }], 'expected values of up to 256 characters, got one of 257'],
    [
      [
        { key: 'k', value: '1' },
        { key: 'k', value: '2' },
      ],
      "expected each key once, got 'k' twice",
    ],
  ])('may not be more, longer or twice the same (%#)', (tags, message) => {
    expect(refusalOf({ tags })).toEqual(bad('tags', message));
  });

  it('with the same key in another case are two', () => {
    const tags = [
      { key: 'k', value: '1' },
      { key: 'K', value: '2' },
    ];
    expect(read({ tags }).tags).toEqual(tags);
  });

  it('may be null for none', () => {
    expect(read({ tags: null }).tags).toEqual([]);
  });
});

it.each(['imageId', 'instanceType'])('%s is not empty', (argument) => {
  for (const empty of ['', ' ']) {
    expect(refusalOf({ [argument]: empty })).toEqual(bad(argument, 'expected a text that is not empty'));
  }
});

it.each(['imageId', 'instanceType', 'keyName', 'placement', 'placementGroup', 'subnetId', 'securityGroups'])(
  '%s has at most 255 characters',
  (argument) => {
    const text = (length: number) =>
      argument === 'securityGroups' ? ['x'.repeat(length)] : 'x'.repeat(length);
    expect(() => read({ [argument]: text(255) })).not.toThrow();
    expect(refusalOf({ [argument]: text(256) })).toEqual(
      bad(argument, 'expected at most 255 characters, got 256'),
    );
  },
);

it('A launch has at most 200 security groups', () => {
  expect(refusalOf({ securityGroupIds: Array(201).fill('sg-1') })).toEqual(
    bad('securityGroupIds', 'expected at most 200, got 201'),
  );
});
