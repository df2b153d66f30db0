/** How the simulated EC2 behaves. Times are in milliseconds. */
export interface SimulatorSettings {
  /** Time that every simulated call takes before it is looked at. */
  readonly latencyMs: number;
  /** Time from pending to running, stopping to stopped, shutting-down to terminated; 0 is at once. */
  readonly transitionMs: number;
  /**
   * Time for which a new instance is not yet found, by describe, lifecycle calls and CreateTags alike, and for which a
   * stopped one whose type was changed cannot be started.
   */
  readonly consistencyMs: number;
  /** The token buckets that differ from EC2's documented ones, by their names in throttle.ts; undefined: there are none at all. */
  readonly throttling: Readonly<Record<string, BucketSize>> | undefined;
  /**
   * Rates from 0 to 1 of injected faults, by EC2 error code or {@link TransportFault}. One number is drawn for a
   * call, so the rates that apply to an action add up to the share of its calls that fail. Capacity and quota
   * codes apply to RunInstances and StartInstances only; InsufficientInstanceCapacity makes a launch that
   * accepts fewer instances (MinCount below MaxCount) a partial one and refuses any other.
   */
  readonly faults: Readonly<Record<string, number>>;
  /** On-Demand vCPU quota of each region; undefined for none. */
  readonly vcpuLimit: number | undefined;
}

/** How many tokens a bucket holds, and how many come back in a second. */
export interface BucketSize {
  readonly capacity: number;
  readonly perSecond: number;
}

/** Faults of the way to EC2 and back, rather than of EC2. */
export type TransportFault = 'resetBefore' | 'resetAfter' | 'error500' | 'truncate' | 'empty';

/** All that the simulator takes from outside: clock, chance, and waiting. */
export interface SimulatorWorld {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  /** Resolves after that many milliseconds; rejects when the signal aborts. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}
