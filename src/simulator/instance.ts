import type { Architecture } from './instance-family.js';
import type { SecurityGroup, Subnet } from './network.js';
import { ARRIVALS, type StateName } from './states.js';

export type Tags = Map<string, string>;

/** A block device with its EBS volume. */
export interface Volume {
  readonly id: string;
  readonly device: string;
  readonly attachTime: number;
  deleteOnTermination: boolean;
  readonly tags: Tags;
}

/** The primary network interface, the only one that a simulated instance has. */
export interface NetworkInterface {
  readonly id: string;
  readonly attachmentId: string;
  readonly macAddress: string;
  readonly description: string;
  readonly deleteOnTermination: boolean;
  readonly tags: Tags;
}

/** What DescribeInstanceAttribute tells and ModifyInstanceAttribute changes. */
export interface Attributes {
  instanceType: string;
  kernel: string | undefined;
  ramdisk: string | undefined;
  /** Base64. */
  userData: string | undefined;
  ebsOptimized: boolean;
  enaSupport: boolean;
  sriovNetSupport: string | undefined;
  disableApiTermination: boolean;
  disableApiStop: boolean;
  instanceInitiatedShutdownBehavior: string;
  sourceDestCheck: boolean;
  enclave: boolean;
  groups: readonly SecurityGroup[];
}

/** What is said at the launch and stays. */
export interface LaunchOptions {
  readonly imageId: string;
  readonly keyName: string | undefined;
  readonly clientToken: string;
  readonly monitoring: boolean;
  readonly tenancy: string;
  readonly placementGroup: string;
  readonly iamProfile: string | undefined;
  readonly hibernation: boolean;
  /** Undefined for On-Demand. */
  readonly spot: { readonly persistent: boolean } | undefined;
  readonly publicAddress: boolean;
  readonly metadata: Readonly<Record<'httpTokens' | 'hopLimit' | 'httpEndpoint' | 'tags', string>>;
}

/** An instance as the simulator keeps it. Times are in milliseconds since the epoch. */
export interface Instance {
  readonly id: string;
  /** Counts instances of a region in the order of their launch. */
  readonly sequence: number;
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly subnet: Subnet;
  readonly architecture: Architecture;
  readonly options: LaunchOptions;
  readonly attributes: Attributes;
  readonly privateAddress: string;
  readonly networkInterface: NetworkInterface;
  readonly volumes: readonly Volume[];
  readonly spotRequestId: string | undefined;
  readonly tags: Tags;
  readonly createdAt: number;
  launchTime: number;
  state: StateName;
  /** When the state began. */
  since: number;
  hasRun: boolean;
  /** When its type was last changed; undefined where that never happened. */
  retypedAt: number | undefined;
  publicAddress: string | undefined;
  stateReason: { readonly code: string; readonly message: string } | undefined;
  transitionReason: string;
  /** Its XML as last written, until something about it changes. */
  rendered: string | undefined;
}

/** Terminated instances stay visible for about an hour, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html */
export const TERMINATED_VISIBLE_MS = 3_600_000;

export const PENDING_REASON = { code: 'pending', message: 'pending' } as const;

/** Lets the clock do its part: completes a transition whose time is over. */
export function settle(
  instance: Instance,
  now: number,
  transitionMs: number,
  nextAddress: () => string,
): Instance {
  const arrival = ARRIVALS[instance.state];
  if (arrival === undefined || now < instance.since + transitionMs) return instance;
  instance.rendered = undefined;
  instance.state = arrival;
  instance.since += transitionMs;
  if (arrival === 'running') {
    instance.hasRun = true;
    instance.stateReason = undefined;
    instance.publicAddress = instance.options.publicAddress ? nextAddress() : undefined;
  } else {
    instance.publicAddress = undefined;
  }
  return instance;
}

export function isGone(instance: Instance, now: number): boolean {
  return instance.state === 'terminated' && now >= instance.since + TERMINATED_VISIBLE_MS;
}
