import type { Caller } from './auth/caller.js';
import type { Call, CallLedger, Ec2 } from './ec2/ec2.js';
import type { Trail } from './ec2/trail.js';
import type { Watch } from './ec2/watch.js';
import type { LaunchTags } from './resolvers/launch-tags.js';
import { createLoaders, type Loaders } from './resolvers/loaders.js';

/** What a launch takes where the caller does not say. */
export interface LaunchDefaults {
  readonly keyName: string;
  readonly securityGroups: readonly string[];
  readonly placement: string | undefined;
}

/** What every request carries, whichever door it came in by. */
export interface Context {
  readonly caller: Caller;
  readonly requestId: string;
  readonly ec2: Ec2;
  readonly call: RequestCall;
  readonly loaders: Loaders;
  readonly watch: Watch;
  readonly trail: Trail;
  readonly launchDefaults: LaunchDefaults;
  readonly launchTags: LaunchTags;
}

/** What the request cost: the EC2 calls that it took part in, by action, and the longest that it waited for
 * their tokens: waits go on side by side. */
export class RequestLedger implements CallLedger {
  readonly calls: Record<string, number> = {};
  waitedMs = 0;

  waited(ms: number): void {
    this.waitedMs = Math.max(this.waitedMs, ms);
  }

  record(action: string): void {
    this.calls[action] = (this.calls[action] ?? 0) + 1;
  }

  /** Only the audit trail tells it. */
  answered(): void {}
}

/** What is known of a request before any of it is carried out. */
export interface RequestFacts {
  readonly caller: Caller;
  readonly requestId: string;
  /** Aborted at the request's deadline. */
  readonly signal: AbortSignal;
  /** For what takes longer than requests do: aborted when the client has hung up, or at the deadline that it has set itself. */
  readonly lastingSignal: AbortSignal;
}

/** What all requests share. */
export type Shared = Pick<Context, 'ec2' | 'watch' | 'trail' | 'launchDefaults' | 'launchTags'>;

export function createContext(facts: RequestFacts, shared: Shared): Context {
  const { caller, requestId } = facts;
  // Name by name: a spread costs as much as a tenth of a short answer.
  const { ec2, watch, trail, launchDefaults, launchTags } = shared;
  const call = new RequestCall(facts);
  const loaders = createLoaders(ec2, call);
  return { caller, requestId, ec2, call, loaders, watch, trail, launchDefaults, launchTags };
}

/** The calls of a request, whose deadline is not asked for before EC2 is. */
export class RequestCall implements Call {
  readonly caller: string;
  readonly requestId: string;
  readonly ledger = new RequestLedger();

  constructor(private readonly facts: RequestFacts) {
    this.caller = facts.caller.name;
    this.requestId = facts.requestId;
  }

  get signal(): AbortSignal {
    return this.facts.signal;
  }

  /** The same without the deadline that requests have. */
  get lasting(): Call {
    const { caller, requestId, ledger, facts } = this;
    return { caller, requestId, ledger, signal: facts.lastingSignal };
  }
}
