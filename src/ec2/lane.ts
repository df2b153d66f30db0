import type { ServiceError } from '../errors.js';
import { Durations } from './durations.js';
import type { Call, Outcome, Outcomes } from './ec2.js';
import { FairQueue } from './fair-queue.js';
import type { Clock, Governor } from './governor.js';
import type { Observer } from './observer.js';
import { type Member, SharedCall } from './shared-call.js';

export interface LaneOptions<T> {
  readonly action: string;
  /** The bucket of its tokens, where it is not the one by the action's name. */
  readonly bucket?: string;
  /** The most keys that EC2 takes in a call. */
  readonly limit: number;
  readonly governor: Governor;
  readonly clock: Clock;
  readonly observer: Pick<Observer, 'waited' | 'batched'>;
  /** Makes the call for the keys. Its first tokens are taken already, as its batch says. */
  send(keys: readonly string[], call: Call): Promise<Outcomes<T>>;
  /** What a caller hears who gives up while the call for its key is under way. */
  abandoned(): ServiceError;
}

interface Waiting<T> extends Member<T> {
  fail(fault: unknown): void;
}

/**
 * Merges the calls of one action: what is asked for while a call is under way, or while tokens are short, goes together
 * with the next one. No time is waited for company: alone, a call leaves at once. One call is under way, a second only
 * when more waits than goes into one. A call that takes more than twice as long as calls do holds up nobody: it no longer
 * counts as under way.
 */
export class Lane<T> {
  private readonly waiting = new FairQueue<Waiting<T>>();
  /** When each call that is under way was made; before that, that it waits for its tokens. */
  private readonly open = new Map<symbol, number | 'waiting'>();
  private readonly durations = new Durations();
  private isWatching = false;

  private readonly bucket: string;

  constructor(private readonly options: LaneOptions<T>) {
    this.bucket = options.bucket ?? options.action;
  }

  async loadAll(keys: readonly string[], call: Call): Promise<Outcomes<T>> {
    const unique = [...new Set(keys)];
    const outcomes = await Promise.all(unique.map((key) => this.load(key, call)));
    return new Map(unique.map((key, index) => [key, outcomes[index] as Outcome<T>]));
  }

  /** Settles at the caller's deadline at the latest, which leaves the batch as it is for the others in it. */
  private load(key: string, call: Call): Promise<Outcome<T>> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        const { governor, abandoned } = this.options;
        const isUnsent = this.waiting.remove(call.caller, member);
        resolve(isUnsent ? governor.throttled(this.bucket, 1) : abandoned());
      };
      const settle = (outcome: Outcome<T>) => {
        call.signal.removeEventListener('abort', giveUp);
        resolve(outcome);
      };
      const member: Waiting<T> = { key, call, settle, fail: reject };
      this.waiting.push(call.caller, member);
      if (call.signal.aborted) giveUp();
      else call.signal.addEventListener('abort', giveUp, { once: true });
      this.pump();
    });
  }

  private pump(): void {
    const { limit } = this.options;
    while (this.waiting.size > 0 && this.underWay() < (this.waiting.size > limit ? 2 : 1)) {
      const turn = Symbol();
      this.open.set(turn, 'waiting');
      void this.run(turn).finally(() => {
        this.open.delete(turn);
        this.pump();
      });
    }
    // Who waits goes with a turn that is not taken yet, or has to wait for a call that is under way.
    const isTaken = [...this.open.values()].every((at) => at !== 'waiting');
    if (this.waiting.size > 0 && isTaken) void this.watch();
  }

  private underWay(): number {
    const sinceWhen = this.options.clock.now() - 2 * this.durations.p99();
    return [...this.open.values()].filter((at) => at === 'waiting' || at > sinceWhen).length;
  }

  /** Looks again when a call that holds up others has taken too long. */
  private async watch(): Promise<void> {
    if (this.isWatching) return;
    this.isWatching = true;
    await this.options.clock.delay(2 * this.durations.p99());
    this.isWatching = false;
    this.pump();
  }

  /** Takes its turn, and only then those who go with it: until the last moment anyone may join or leave. */
  private async run(turn: symbol): Promise<void> {
    const { action, governor, clock, observer } = this.options;
    const waited = await governor.admit(this.bucket, 1, ALWAYS);
    const members = this.takeMembers();
    if (members.length === 0) {
      governor.giveBack(this.bucket, 1);
      return;
    }
    const shared = new SharedCall(members);
    shared.ledger.waited(waited);
    const keys = [...new Set(members.map(({ key }) => key))];
    observer.waited(action, waited);
    observer.batched(action, keys.length);
    const began = clock.now();
    this.open.set(turn, began);
    this.pump();
    try {
      const outcomes = await this.options.send(keys, shared);
      this.durations.add(clock.now() - began);
      shared.settle(outcomes);
    } catch (fault) {
      for (const { fail } of members) fail(fault);
    }
  }

  /** As many as go into a call and have a token each, callers in turn; one key asked for by many counts once. */
  private takeMembers(): Waiting<T>[] {
    const { limit, governor } = this.options;
    const most = Math.min(limit, this.waiting.size);
    const granted = 1 + governor.takeInstances(this.bucket, most - 1);
    const keys = new Set<string>();
    const members: Waiting<T>[] = [];
    for (let next = this.waiting.peek(); next !== undefined; next = this.waiting.peek()) {
      if (!keys.has(next.key) && keys.size === granted) break;
      keys.add(next.key);
      members.push(next);
      this.waiting.serve(next.call.caller, next);
    }
    governor.giveBackInstances(this.bucket, granted - Math.max(1, keys.size));
    return members;
  }
}

/** A lane waits for its token as long as it takes; its members have deadlines of their own. */
const ALWAYS = { caller: '', signal: new AbortController().signal };
