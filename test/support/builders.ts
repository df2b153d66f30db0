import { anonymous, type Caller } from '../../src/auth/caller.js';
import { type Context, createContext, type LaunchDefaults, RequestLedger } from '../../src/context.js';
import type { Call, Ec2, Instance, Launch, Outcomes, PageRequest, RegionalEc2 } from '../../src/ec2/ec2.js';
import type { Pacing } from '../../src/ec2/retry.js';
import { Watch } from '../../src/ec2/watch.js';
import type { LaunchInstancesInput } from '../../src/schema/launch.js';

/** The nth of as many well-formed instance ids as are wanted. */
export function anId(n = 1): string {
  return `i-${n.toString(16).padStart(17, '0')}`;
}

export function ids(count: number): string[] {
  return Array.from({ length: count }, (_, n) => anId(n + 1));
}

/** A running instance with nothing but what every instance has. */
export function anInstance(facts: Partial<Instance> = {}): Instance {
  return {
    id: anId(),
    publicDnsName: null,
    privateDnsName: null,
    state: 'running',
    stateCode: 16,
    keyName: null,
    instanceType: 't3.micro',
    launchTime: new Date('2026-11-23T07:31:05Z'),
    imageId: 'ami-12c6146b',
    placement: 'us-east-1b',
    placementGroup: null,
    privateIpAddress: null,
    ipAddress: null,
    region: 'us-east-1',
    reservationId: 'r-1',
    launchIndex: 0,
    clientToken: null,
    vpcId: null,
    subnetId: null,
    securityGroups: [],
    tags: [],
    architecture: null,
    lifecycle: null,
    ebsOptimized: false,
    sourceDestCheck: null,
    rootDeviceType: null,
    stateReason: null,
    stateTransitionReason: null,
    ...facts,
  };
}

/** A launch of one instance with nothing but what a launch needs. */
export function aLaunch(facts: Partial<Launch> = {}): Launch {
  return {
    imageId: 'ami-12c6146b',
    instanceType: 't3.micro',
    minCount: 1,
    maxCount: 1,
    keyName: undefined,
    securityGroups: [],
    securityGroupIds: [],
    placement: undefined,
    placementGroup: undefined,
    subnetId: undefined,
    userDataBase64: undefined,
    shutdownBehavior: 'terminate',
    ebsOptimized: false,
    tags: [],
    clientToken: 'token-1',
    dryRun: false,
    ...facts,
  };
}

/** The first page of a list of everything. */
export function aPage(facts: Partial<PageRequest> = {}): PageRequest {
  return { region: 'us-east-1', filters: [], maxResults: 1000, token: undefined, ...facts };
}

/** The input of a launch as GraphQL hands it over: with the defaults of the schema. */
export function aLaunchInput(facts: Partial<LaunchInstancesInput> = {}): LaunchInstancesInput {
  return {
    imageId: 'ami-12c6146b',
    instanceType: 't3.micro',
    minCount: 1,
    maxCount: 1,
    ebsOptimized: false,
    dryRun: false,
    ...facts,
  };
}

/** A call without a deadline, whose ledger can be read. */
export function aCall(
  signal: AbortSignal = new AbortController().signal,
): Call & { readonly ledger: RequestLedger } {
  return { caller: 'me', requestId: 'request-1', signal, ledger: new RequestLedger() };
}

const NO_DEFAULTS: LaunchDefaults = { keyName: '', securityGroups: [], placement: undefined };

/** Whose waits are over as soon as they are begun. */
const HURRIED = { now: () => 0, delay: async () => {} };

const NO_TAGS = { caller: undefined, idempotencyKey: undefined };

export function aContext(ec2: Ec2, caller: string | Caller = 'me'): Context {
  const who = typeof caller === 'string' ? anonymous(caller) : caller;
  const { signal } = new AbortController();
  const facts = { caller: who, requestId: 'request-1', signal, lastingSignal: signal };
  return createContext(facts, {
    ec2,
    watch: new Watch({ ec2, clock: HURRIED, intervalMs: 2000 }),
    trail: { write: async () => {} },
    launchDefaults: NO_DEFAULTS,
    launchTags: NO_TAGS,
  });
}

const unexpected = (method: string) => async (): Promise<never> => {
  throw new Error(`${method} was not to be called`);
};

/** An EC2 of which a test uses only the methods that it gives. */
export function anEc2(methods: Partial<RegionalEc2>): RegionalEc2 {
  return {
    regions: ['us-east-1'],
    runInstances: unexpected('runInstances'),
    describeInstances: unexpected('describeInstances'),
    describeInstancesById: unexpected('describeInstancesById'),
    listInstances: unexpected('listInstances'),
    startInstances: unexpected('startInstances'),
    stopInstances: unexpected('stopInstances'),
    terminateInstances: unexpected('terminateInstances'),
    rebootInstances: unexpected('rebootInstances'),
    modifyInstanceAttribute: unexpected('modifyInstanceAttribute'),
    describeInstanceAttribute: unexpected('describeInstanceAttribute'),
    describeInstanceStatus: unexpected('describeInstanceStatus'),
    describeInstanceTypes: unexpected('describeInstanceTypes'),
    ...methods,
  };
}

/** Gives every key an outcome. */
export function forEach<T>(keys: readonly string[], outcome: (key: string) => T): Map<string, T> {
  return new Map(keys.map((key) => [key, outcome(key)]));
}

/** The outcomes as an object, errors by their codes, which reads well where they are compared. */
export function told<T>(outcomes: Outcomes<T>): Record<string, unknown> {
  return Object.fromEntries(
    [...outcomes].map(([key, outcome]) => [key, outcome instanceof Error ? outcome.code : outcome]),
  );
}

/** Every pause is over as soon as it is begun, and written down; time stands still. */
export function instantPacing(random = 1): Pacing & { readonly pauses: number[]; now(): number } {
  const pauses: number[] = [];
  return {
    pauses,
    random: () => random,
    now: () => 0,
    delay: async (ms, signal) => {
      pauses.push(ms);
      signal.throwIfAborted();
    },
  };
}
