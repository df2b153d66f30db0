import { describe, expect, it } from '@jest/globals';
import { ConfigError, type Environment, readConfig } from '../../src/config.js';
import { DOCUMENTED_BUDGET } from '../../src/ec2/budget.js';
import { DOCUMENTED_BUCKETS } from '../../src/simulator/throttle.js';

function faultsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

/** What does not name a bucket and its size. */
const NO_BUCKETS = [
  'Fly=1/1',
  'RunInstances=0/1',
  'RunInstances=1/0',
  'RunInstances=5',
  'constructor=1/1',
  'RunInstances=5/2,',
];

describe('the settings', () => {
  it('have defaults with which the service runs on its own', () => {
    expect(readConfig({})).toStrictEqual({
      host: '127.0.0.1',
      port: 4000,
      logLevel: 'info',
      ec2Backend: 'simulator',
      ec2Budget: DOCUMENTED_BUDGET,
      auth: { tokensFile: undefined, jwt: undefined },
      launchPolicyFile: undefined,
      allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
      corsOrigins: [],
      maxConcurrentRequests: 5000,
      connections: {
        headersTimeoutMs: 10_000,
        bodyTimeoutMs: 30_000,
        unreadTimeoutMs: 30_000,
        keepAliveTimeoutMs: 65_000,
        most: 10_000,
      },
      regions: ['us-east-1'],
      launchDefaults: { keyName: 'scalacity_dev1', securityGroups: ['SSH'], placement: 'us-east-1b' },
      launchTags: {
        caller: 'launch-provision:caller',
        idempotencyKey: 'launch-provision:idempotency-key',
      },
      requestTimeoutMs: 30_000,
      ec2TimeoutMs: 10_000,
      drainDelayMs: 1000,
      drainTimeoutMs: 30_000,
      simulator: {
        port: 4566,
        latencyMs: 0,
        transitionMs: 2000,
        consistencyMs: 0,
        throttling: undefined,
        faults: {},
        vcpuLimit: undefined,
      },
      watchIntervalMs: 2000,
    });
  });

  it('are all taken from the environment', () => {
    const environment = {
      HOST: '0.0.0.0',
      PORT: '0',
      NODE_ENV: 'production',
      LOG_LEVEL: 'silent',
      EC2_BACKEND: 'aws',
      EC2_BUDGET: 'off',
      AUTH: 'jwt, token',
      API_TOKENS_FILE: '/etc/tokens.json',
      JWT_ISSUER: 'https://issuer.example.com/',
      JWT_AUDIENCE: 'launch-provision',
      JWT_JWKS_URI: 'https://issuer.example.com/keys',
      LAUNCH_POLICY_FILE: '/etc/policy.json',
      CALLER_TAG: 'who',
      IDEMPOTENCY_KEY_TAG: 'off',
      ALLOWED_HOSTS: 'launch.example.com, 10.0.0.1',
      CORS_ORIGINS: 'https://Studio.apollographql.com, http://[::1]:3000',
      MAX_CONCURRENT_REQUESTS: '8',
      MAX_CONNECTIONS: '9',
      HEADERS_TIMEOUT_MS: '10',
      BODY_TIMEOUT_MS: '11',
      UNREAD_TIMEOUT_MS: '13',
      KEEP_ALIVE_TIMEOUT_MS: '12',
      AWS_REGION: 'eu-west-1',
      AWS_REGIONS: 'us-east-1,eu-west-1,us-east-1',
      DEFAULT_KEY_NAME: 'ours',
      DEFAULT_SECURITY_GROUPS: 'web, SSH,,',
      DEFAULT_PLACEMENT: 'eu-west-1c',
      REQUEST_TIMEOUT_MS: '1',
      EC2_TIMEOUT_MS: '2147483647',
      WATCH_INTERVAL_MS: '250',
      DRAIN_DELAY_MS: '0',
      DRAIN_TIMEOUT_MS: '3',
      SIMULATOR_PORT: '65535',
      SIMULATOR_LATENCY_MS: '4',
      SIMULATOR_TRANSITION_MS: '5',
      SIMULATOR_CONSISTENCY_MS: '6',
      SIMULATOR_THROTTLING: 'on',
      SIMULATOR_FAULTS: 'RequestLimitExceeded=0.1,resetAfter=.5, empty=1,error500=0',
      SIMULATOR_VCPU_LIMIT: '7',
    };
    expect(readConfig(environment)).toStrictEqual({
      host: '0.0.0.0',
      port: 0,
      logLevel: 'silent',
      ec2Backend: 'aws',
      ec2Budget: {},
      auth: {
        tokensFile: '/etc/tokens.json',
        jwt: {
          issuer: 'https://issuer.example.com/',
          audience: 'launch-provision',
          jwksUri: 'https://issuer.example.com/keys',
        },
      },
      launchPolicyFile: '/etc/policy.json',
      allowedHosts: ['launch.example.com', '10.0.0.1'],
      corsOrigins: ['https://studio.apollographql.com', 'http://[::1]:3000'],
      maxConcurrentRequests: 8,
      connections: {
        headersTimeoutMs: 10,
        bodyTimeoutMs: 11,
        unreadTimeoutMs: 13,
        keepAliveTimeoutMs: 12,
        most: 9,
      },
      regions: ['eu-west-1', 'us-east-1'],
      launchDefaults: { keyName: 'ours', securityGroups: ['web', 'SSH'], placement: 'eu-west-1c' },
      launchTags: { caller: 'who', idempotencyKey: undefined },
      requestTimeoutMs: 1,
      ec2TimeoutMs: 2_147_483_647,
      drainDelayMs: 0,
      drainTimeoutMs: 3,
      simulator: {
        port: 65_535,
        latencyMs: 4,
        transitionMs: 5,
        consistencyMs: 6,
        throttling: {},
        faults: { RequestLimitExceeded: 0.1, resetAfter: 0.5, empty: 1, error500: 0 },
        vcpuLimit: 7,
      },
      watchIntervalMs: 250,
    });
  });

  it('count as unset where they are empty or blank', () => {
    const empty = {
      PORT: '',
      HOST: ' ',
      LOG_LEVEL: '',
      AUTH: '',
      EC2_BACKEND: '\t',
      SIMULATOR_VCPU_LIMIT: '',
    };
    expect(readConfig(empty)).toStrictEqual(readConfig({}));
  });

  it('may have blanks around them', () => {
    expect(readConfig({ PORT: ' 4001 ' }).port).toBe(4001);
  });

  it('leave alone what they do not know', () => {
    expect(readConfig({ PATH: '/bin', __proto__: '1' })).toStrictEqual(readConfig({}));
  });

  it('cannot be changed once they are read', () => {
    const config = readConfig({ SIMULATOR_FAULTS: 'empty=1' });
    const { launchDefaults, simulator, allowedHosts } = config;
    for (const part of [
      config,
      launchDefaults,
      launchDefaults.securityGroups,
      simulator,
      simulator.faults,
      allowedHosts,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

describe('a faulty setting', () => {
  it.each([
    ['PORT', 'abc', "expected a whole number, got 'abc'"],
    ['PORT', '-1', "expected a whole number, got '-1'"],
    ['PORT', '80.5', "expected a whole number, got '80.5'"],
    ['PORT', '0x50', "expected a whole number, got '0x50'"],
    ['PORT', '65536', "expected a port, 0 to 65535, got '65536'"],
    ['SIMULATOR_PORT', '70000', "expected a port, 0 to 65535, got '70000'"],
    ['MAX_CONCURRENT_REQUESTS', '0', "expected 1 or more, got '0'"],
    ['MAX_CONNECTIONS', '0', "expected 1 or more, got '0'"],
    ['HEADERS_TIMEOUT_MS', '0', "expected 1 or more, got '0'"],
    ['BODY_TIMEOUT_MS', '0', "expected 1 or more, got '0'"],
    ['UNREAD_TIMEOUT_MS', '0', "expected 1 or more, got '0'"],
    ['KEEP_ALIVE_TIMEOUT_MS', '0', "expected 1 or more, got '0'"],
    ['REQUEST_TIMEOUT_MS', '0', "expected 1 or more, got '0'"],
    ['WATCH_INTERVAL_MS', '0', "expected 1 or more, got '0'"],
    ['EC2_TIMEOUT_MS', '0', "expected 1 or more, got '0'"],
    ['EC2_TIMEOUT_MS', '2147483648', "expected at most 2147483647, got '2147483648'"],
    ['DRAIN_DELAY_MS', '1s', "expected a whole number, got '1s'"],
    ['LOG_LEVEL', 'loud', "expected silent or fatal or error or warn or info or debug or trace, got 'loud'"],
    ['LOG_LEVEL', 'INFO', "expected silent or fatal or error or warn or info or debug or trace, got 'INFO'"],
    ['EC2_BACKEND', 'azure', "expected simulator or aws, got 'azure'"],
    ['AUTH', 'none,token', "expected none or token or jwt or token,jwt, got 'token,none'"],
    [
      'JWT_JWKS_URI',
      'http://issuer.example.com',
      "expected an https URL, or one of this machine, got 'http://issuer.example.com'",
    ],
    [
      'JWT_JWKS_URI',
      'http://localhost:x@keys.example.com/jwks',
      "expected an https URL, or one of this machine, got 'http://localhost:x@keys.example.com/jwks'",
    ],
    [
      'CALLER_TAG',
      'aws:me',
      "expected off, or the key of a tag, of 1 to 128 characters without aws: before them, got 'aws:me'",
    ],
    [
      'IDEMPOTENCY_KEY_TAG',
      'launch-provision:caller',
      "expected another key than CALLER_TAG has, got 'launch-provision:caller'",
    ],
    ['AWS_REGION', 'Frankfurt', "expected a region, as in us-east-1, got 'Frankfurt'"],
    ['AWS_REGIONS', 'us-east-1,Frankfurt', "expected a region, as in us-east-1, got 'Frankfurt'"],
    ['AWS_REGIONS', ',', "expected regions, separated by commas, got ''"],
    ['AWS_REGION', 'us-east-1b', "expected a region, as in us-east-1, got 'us-east-1b'"],
    ['SIMULATOR_VCPU_LIMIT', 'many', "expected a whole number, got 'many'"],
    ['SIMULATOR_FAULTS', 'empty', "expected NAME=RATE with a rate from 0 to 1, got 'empty'"],
    [
      'SIMULATOR_FAULTS',
      'empty=1,resetAfter=1.5',
      "expected NAME=RATE with a rate from 0 to 1, got 'resetAfter=1.5'",
    ],
    ['SIMULATOR_FAULTS', 'empty=-0.1', "expected NAME=RATE with a rate from 0 to 1, got 'empty=-0.1'"],
    ['SIMULATOR_FAULTS', '=0.1', "expected NAME=RATE with a rate from 0 to 1, got '=0.1'"],
    ['DEFAULT_PLACEMENT', 'eu-west-1a', "expected an Availability Zone of us-east-1, got 'eu-west-1a'"],
    ['DEFAULT_PLACEMENT', 'us-east-1', "expected an Availability Zone of us-east-1, got 'us-east-1'"],
    ['DEFAULT_PLACEMENT', 'us-east-12a', "expected an Availability Zone of us-east-1, got 'us-east-12a'"],
  ])('%s=%s: %s', (name, value, fault) => {
    expect(faultsOf({ [name]: value })).toEqual([`${name}: ${fault}`]);
  });

  it('is named with every other one, whether faulty by itself or beside others', () => {
    const environment = { PORT: 'abc', LOG_LEVEL: 'loud', NODE_ENV: 'production', HOST: '0.0.0.0' };
    expect(faultsOf(environment)).toEqual([
      "PORT: expected a whole number, got 'abc'",
      "LOG_LEVEL: expected silent or fatal or error or warn or info or debug or trace, got 'loud'",
      'EC2_BACKEND: expected simulator or aws, it must be set with NODE_ENV=production',
      'AUTH: must be set with HOST=0.0.0.0, expected none or token or jwt or token,jwt',
    ]);
  });

  it.each<[Environment, string]>([
    [{ AUTH: 'maybe', HOST: '0.0.0.0' }, 'AUTH'],
    [{ EC2_BACKEND: 'azure', NODE_ENV: 'production' }, 'EC2_BACKEND'],
    [{ AWS_REGION: 'Frankfurt', DEFAULT_PLACEMENT: 'eu-central-1a' }, 'AWS_REGION'],
  ])('is named once, as in %j', (environment, name) => {
    expect(faultsOf(environment)).toEqual([expect.stringContaining(`${name}: `)]);
  });

  it.each<[Environment, string[]]>([
    [{ AUTH: 'token' }, ['API_TOKENS_FILE: must be set with token in AUTH']],
    [
      { AUTH: 'token,jwt', API_TOKENS_FILE: 'f', JWT_AUDIENCE: 'a' },
      ['JWT_ISSUER: must be set with jwt in AUTH', 'JWT_JWKS_URI: must be set with jwt in AUTH'],
    ],
    [
      { API_TOKENS_FILE: 'f' },
      ['AUTH: must be set with API_TOKENS_FILE, expected none or token or jwt or token,jwt'],
    ],
  ])('is one that leaves open who may come, as in %j', (environment, faults) => {
    expect(faultsOf(environment)).toEqual(faults);
  });

  it('stops the start with a line for each', () => {
    expect(() => readConfig({ PORT: 'abc', AUTH: 'x' })).toThrow(
      "The settings are not usable:\n  PORT: expected a whole number, got 'abc'\n  AUTH: expected none or token or jwt or token,jwt, got 'x'",
    );
  });
});

describe('in production', () => {
  it('nobody gets a simulated EC2 without having said so', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([
      'EC2_BACKEND: expected simulator or aws, it must be set with NODE_ENV=production',
    ]);
    expect(readConfig({ NODE_ENV: 'production', EC2_BACKEND: 'simulator' }).ec2Backend).toBe('simulator');
  });

  it('is only where NODE_ENV says exactly that', () => {
    expect(faultsOf({ NODE_ENV: 'development' })).toEqual([]);
  });
});

describe('authentication', () => {
  it.each([
    ['127.0.0.1', []],
    ['127.8.9.10', ['127.8.9.10']],
    ['localhost', []],
    ['::1', []],
    ['::ffff:127.0.0.1', ['[::ffff:7f00:1]']],
  ])('need not be decided on where only this machine can come in, at %s', (HOST, names) => {
    const config = readConfig({ HOST });
    expect(config.host).toBe(HOST);
    expect(config.allowedHosts).toEqual(['localhost', '127.0.0.1', '[::1]', ...names]);
  });

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    'example.com',
    'localhost.example.com',
    '127.0.0.1.example.com',
  ])('must be decided on where others can come in, at %s', (HOST) => {
    expect(faultsOf({ HOST })).toEqual([
      `AUTH: must be set with HOST=${HOST}, expected none or token or jwt or token,jwt`,
    ]);
    expect(readConfig({ HOST, AUTH: 'none' }).allowedHosts).toBeUndefined();
  });

  it('must be decided on near a real account, even on this machine', () => {
    expect(faultsOf({ EC2_BACKEND: 'aws' })).toEqual([
      'AUTH: must be set with EC2_BACKEND=aws, expected none or token or jwt or token,jwt',
    ]);
    expect(readConfig({ EC2_BACKEND: 'aws', AUTH: 'none' }).ec2Backend).toBe('aws');
  });
});

describe('the regions', () => {
  it('begin with the default one, wherever the list has it', () => {
    const environment = { AWS_REGION: 'eu-west-1', AWS_REGIONS: 'us-east-1, eu-west-1, ap-south-1' };
    expect(readConfig(environment).regions).toEqual(['eu-west-1', 'us-east-1', 'ap-south-1']);
  });

  it('have the first of the list for the default one where nothing else is said', () => {
    expect(readConfig({ AWS_REGIONS: 'eu-west-1,us-east-1' }).regions).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('must hold the default one', () => {
    expect(faultsOf({ AWS_REGION: 'us-west-2', AWS_REGIONS: 'eu-west-1,us-east-1' })).toEqual([
      "AWS_REGIONS: expected us-west-2 among them, as AWS_REGION has it, got 'eu-west-1,us-east-1'",
    ]);
  });
});

describe('the zone of launches', () => {
  it('is left to EC2 in another region', () => {
    expect(readConfig({ AWS_REGION: 'eu-west-1' }).launchDefaults.placement).toBeUndefined();
    expect(readConfig({ AWS_REGIONS: 'eu-west-1,us-east-1' }).launchDefaults.placement).toBeUndefined();
  });

  it.each([
    ['us-east-1', 'us-east-1f'],
    ['us-east-1', 'us-east-1-bos-1a'],
    ['us-gov-west-1', 'us-gov-west-1a'],
  ])('may be any of the region: in %s %s', (AWS_REGION, DEFAULT_PLACEMENT) => {
    const config = readConfig({ AWS_REGION, DEFAULT_PLACEMENT });
    expect(config.launchDefaults.placement).toBe(DEFAULT_PLACEMENT);
  });

  it('know what can befall a simulated call', () => {
    const expected =
      'expected an EC2 error code or one of resetBefore, resetAfter, error500, truncate, empty';
    expect(faultsOf({ SIMULATOR_FAULTS: 'empty=0.1,resetafter=0.1' })).toEqual([
      `SIMULATOR_FAULTS: ${expected}, got 'resetafter'`,
    ]);
  });

  it('take the names of hosts in any spelling, but without ports', () => {
    expect(readConfig({ ALLOWED_HOSTS: 'EC2.Example, ::1,[::1],10.0.0.1' }).allowedHosts).toEqual([
      'ec2.example',
      '[::1]',
      '[::1]',
      '10.0.0.1',
    ]);
    const expected = 'ALLOWED_HOSTS: expected names and addresses without ports, got';
    expect(faultsOf({ ALLOWED_HOSTS: 'a,b:8080' })).toEqual([`${expected} 'b:8080'`]);
    expect(faultsOf({ ALLOWED_HOSTS: 'a b' })).toEqual([`${expected} 'a b'`]);
  });
});

describe('CORS_ORIGINS', () => {
  it.each([
    '*',
    'null',
    'studio.apollographql.com',
    'https://',
    'https://example.com/',
    'https://example.com/page',
    'https://example.com:443',
    'https://user@example.com',
    'ftp://example.com',
    'chrome-extension://abc',
  ])('cannot have %s', (origin) => {
    expect(faultsOf({ CORS_ORIGINS: `http://localhost:3000,${origin}` })).toEqual([
      `CORS_ORIGINS: expected origins, as in https://studio.apollographql.com, got '${origin}'`,
    ]);
  });
});

describe('EC2_BUDGET', () => {
  const budget = (EC2_BUDGET: string) => readConfig({ EC2_BUDGET }).ec2Budget;

  it('is documented, off, or buckets over the documented ones', () => {
    expect(budget('documented')).toEqual(DOCUMENTED_BUDGET);
    expect(budget('off')).toEqual({});
    expect(budget('RunInstances=50/20, RunInstances.instances=2000/0.5')).toEqual({
      ...DOCUMENTED_BUDGET,
      RunInstances: { capacity: 50, perSecond: 20 },
      'RunInstances.instances': { capacity: 2000, perSecond: 0.5 },
    });
  });

  it.each([...NO_BUCKETS, 'on', 'DescribeTags=1/1', 'DescribeInstanceStatus.unfiltered=1/1'])(
    'is not %s',
    (text) => {
      expect(faultsOf({ EC2_BUDGET: text })).toEqual([
        expect.stringMatching(
          /^EC2_BUDGET: expected documented, off, or NAME=CAPACITY\/PER_SECOND with one of DescribeInstances, .*, got '.*'$/,
        ),
      ]);
    },
  );
});

describe('SIMULATOR_THROTTLING', () => {
  const throttling = (SIMULATOR_THROTTLING: string) =>
    readConfig({ SIMULATOR_THROTTLING }).simulator.throttling;

  it('is on, off, or buckets that differ from the documented ones', () => {
    expect(throttling('on')).toEqual({});
    expect(throttling('off')).toBeUndefined();
    expect(throttling('RunInstances=1000/500,RunInstances.instances=1000/500, DescribeTags=1/0.5')).toEqual({
      RunInstances: { capacity: 1000, perSecond: 500 },
      'RunInstances.instances': { capacity: 1000, perSecond: 500 },
      DescribeTags: { capacity: 1, perSecond: 0.5 },
    });
    expect(throttling('DescribeInstances.unfiltered=5/1')).toEqual({
      'DescribeInstances.unfiltered': { capacity: 5, perSecond: 1 },
    });
  });

  it('takes the names of all the buckets of the simulator and no other', () => {
    const [fault = ''] = faultsOf({ SIMULATOR_THROTTLING: 'none' });
    const names = /with one of (.*), got/.exec(fault)?.[1]?.split(', ');
    expect(names?.sort()).toEqual(Object.keys(DOCUMENTED_BUCKETS).sort());
  });

  it.each([...NO_BUCKETS, 'documented', 'yes'])('is not %s', (text) => {
    expect(faultsOf({ SIMULATOR_THROTTLING: text })).toEqual([
      expect.stringMatching(
        /^SIMULATOR_THROTTLING: expected on, off, or NAME=CAPACITY\/PER_SECOND with one of DescribeInstances, .*, got '.*'$/,
      ),
    ]);
  });
});
