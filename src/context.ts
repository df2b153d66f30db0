import type { Call, CallLedger, Ec2 } from './ec2/ec2.js';
import { createLoaders, type Loaders } from './resolvers/loaders.js';

/** What a launch takes where the caller does not say. */
export interface LaunchDefaults {
  readonly keyName: string;
  readonly securityGroups: readonly string[];
  readonly placement: string | undefined;
}

/** What every request carries, whichever door it came in by. */
export interface Context {
  /** Who asks: the address of the peer. */
  readonly caller: string;
  readonly requestId: string;
  readonly ec2: Ec2;
  readonly call: Call & { readonly ledger: RequestLedger };
  readonly loaders: Loaders;
  readonly launchDefaults: LaunchDefaults;
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
}

/** What is known of a request before any of it is carried out. */
export interface RequestFacts {
  readonly caller: string;
  readonly requestId: string;
  /** Aborted at the request's deadline. */
  readonly signal: AbortSignal;
}

export function createContext(facts: RequestFacts, ec2: Ec2, launchDefaults: LaunchDefaults): Context {
  const { caller, requestId } = facts;
  const call = new RequestCall(facts);
  return { caller, requestId, ec2, call, loaders: createLoaders(ec2, call), launchDefaults };
}

/** The calls of a request, whose deadline is not asked for before EC2 is. */
class RequestCall implements Call {
  readonly caller: string;
  readonly ledger = new RequestLedger();

  constructor(private readonly facts: RequestFacts) {
    this.caller = facts.caller;
  }

  get signal(): AbortSignal {
    return this.facts.signal;
  }
}
