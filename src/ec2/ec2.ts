import type { ServiceError } from '../errors.js';
import type { AttributeChange, LazyAttribute, LazyAttributes, ShutdownBehavior } from './attributes.js';

/** What became of one thing that was asked for: its value, or why there is none. */
export type Outcome<T> = T | ServiceError;

/** One outcome for every key asked for; looked up by key, never by position. */
export type Outcomes<T> = ReadonlyMap<string, Outcome<T>>;

/** What every call carries: for whom it is, when to give up, and where the EC2 calls that it causes are written down. */
export interface Call {
  readonly caller: string;
  readonly requestId: string;
  /** By which the audit trail knows the change that it is made for. */
  readonly change?: string | undefined;
  /** Aborted at the caller's deadline. */
  readonly signal: AbortSignal;
  readonly ledger: CallLedger;
  /** Where it is made for many callers at once: then its lane repeats it. */
  readonly batch?: Batch;
  /**
   * Is given what becomes of an id for which the caller has given up while EC2 was being asked for a change of it: then he has
   * heard OUTCOME_UNKNOWN.
   */
  leftBehind?(id: string, outcome: Promise<Outcome<unknown>>): void;
}

/** Many callers of one call. */
export interface Batch {
  /** Whether the tokens of the next attempt are taken already: true the first time it is asked. */
  claim(): boolean;
}

/** Takes down the EC2 calls that a request took part in, each attempt by its action's name, and its waits for tokens. */
export interface CallLedger {
  record(action: string): void;
  waited(ms: number): void;
  /** EC2 has answered, under an id by which AWS knows the answer. */
  answered(action: string, requestId: string): void;
}

/**
 * EC2 as this service uses it, in one region or several. Methods that take ids or names answer each by itself: they
 * settle with an outcome for every one and throw nothing. The others throw a ServiceError.
 */
export interface Ec2 {
  /** Those that are served, the default one first. */
  readonly regions: readonly string[];

  /**
   * Launches between `minCount` and `maxCount` instances in one reservation, or none at all: in the region of the
   * `placement`, else in the default one.
   */
  runInstances(launch: Launch, call: Call): Promise<Reservation>;
  describeInstances(ids: readonly string[], call: Call): Promise<Outcomes<Instance>>;
  /** One page of the instances that match every filter; pages may be short or empty before the last one. */
  listInstances(page: PageRequest, call: Call): Promise<InstancePage>;

  startInstances(ids: readonly string[], call: Call): Promise<Outcomes<StateChange>>;
  stopInstances(ids: readonly string[], options: StopOptions, call: Call): Promise<Outcomes<StateChange>>;
  terminateInstances(
    ids: readonly string[],
    options: StopOptions,
    call: Call,
  ): Promise<Outcomes<StateChange>>;
  rebootInstances(ids: readonly string[], call: Call): Promise<Outcomes<Rebooted>>;

  modifyInstanceAttribute(id: string, change: AttributeChange, call: Call): Promise<void>;
  describeInstanceAttribute<A extends LazyAttribute>(
    id: string,
    attribute: A,
    call: Call,
  ): Promise<LazyAttributes[A]>;

  /** An instance that is not running has a status too: `not-applicable`. */
  describeInstanceStatus(ids: readonly string[], call: Call): Promise<Outcomes<InstanceStatus>>;
  /** As the region offers them. */
  describeInstanceTypes(
    names: readonly string[],
    region: string,
    call: Call,
  ): Promise<Outcomes<InstanceTypeInfo>>;
}

/** EC2 in a single region. */
export interface RegionalEc2 extends Ec2 {
  /**
   * The same as `describeInstances`, by InstanceIds instead of a filter: EC2 then says of the ids that it does not know
   * that it does not, rather than nothing. From a smaller bucket.
   */
  describeInstancesById(ids: readonly string[], call: Call): Promise<Outcomes<Instance>>;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

/** What DescribeInstances carries of an instance. `null` where EC2 reports nothing or an empty text. */
export interface Instance {
  readonly id: string;
  readonly publicDnsName: string | null;
  readonly privateDnsName: string | null;
  readonly state: InstanceState;
  /** The low byte of EC2's code; the high byte is EC2's own and not to be read. */
  readonly stateCode: number;
  readonly keyName: string | null;
  readonly instanceType: string;
  readonly launchTime: Date;
  readonly imageId: string;
  /** The Availability Zone. */
  readonly placement: string;
  readonly placementGroup: string | null;
  readonly privateIpAddress: string | null;
  readonly ipAddress: string | null;
  readonly region: string;
  readonly reservationId: string;
  readonly launchIndex: number;
  /** That of its launch. */
  readonly clientToken: string | null;
  readonly vpcId: string | null;
  readonly subnetId: string | null;
  readonly securityGroups: readonly SecurityGroup[];
  readonly tags: readonly Tag[];
  readonly architecture: string | null;
  readonly lifecycle: string | null;
  readonly ebsOptimized: boolean;
  readonly sourceDestCheck: boolean | null;
  readonly rootDeviceType: string | null;
  readonly stateReason: StateReason | null;
  readonly stateTransitionReason: string | null;
}

export type SecurityGroup = Readonly<{ id: string; name: string }>;
export type Tag = Readonly<{ key: string; value: string }>;
export type StateReason = Readonly<{ code: string; message: string }>;

export interface StateChange {
  readonly id: string;
  readonly previousState: InstanceState;
  readonly currentState: InstanceState;
}

/** RebootInstances tells nothing of the instance: it stays in its state. */
export type Rebooted = Pick<StateChange, 'id'>;

export interface InstanceStatus {
  readonly id: string;
  readonly instance: string;
  readonly system: string;
}

export interface InstanceTypeInfo {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architectures: readonly string[];
  readonly currentGeneration: boolean;
}

export interface Launch {
  readonly imageId: string;
  readonly instanceType: string;
  readonly minCount: number;
  readonly maxCount: number;
  readonly keyName: string | undefined;
  /** Names; only in a default VPC and only without a subnet. */
  readonly securityGroups: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** The Availability Zone. */
  readonly placement: string | undefined;
  readonly placementGroup: string | undefined;
  readonly subnetId: string | undefined;
  /** As RunInstances wants it: the SDK sends it as it is. */
  readonly userDataBase64: string | undefined;
  readonly shutdownBehavior: ShutdownBehavior;
  readonly ebsOptimized: boolean;
  readonly tags: readonly Tag[];
  /** Makes the launch happen once, however often it is sent; 64 ASCII characters at most. */
  readonly clientToken: string;
  readonly dryRun: boolean;
}

/** What a launch made; `null` and nothing for a dry run. */
export interface Reservation {
  readonly id: string | null;
  readonly instances: readonly Instance[];
}

export interface PageRequest {
  /** One of those that are served. */
  readonly region: string;
  /** DescribeInstances's filters: OR across the values of one, in which `*` and `?` are wildcards. */
  readonly filters: readonly Filter[];
  /** 5 to 1000: EC2 refuses less and more. */
  readonly maxResults: number;
  readonly token: string | undefined;
}

export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

export interface InstancePage {
  readonly instances: readonly Instance[];
  /** Asks for the page after this one; undefined on the last. */
  readonly nextToken: string | undefined;
}

export interface StopOptions {
  /** Does not wait for the operating system to shut down. */
  readonly force: boolean;
}
