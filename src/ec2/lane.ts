import { ServiceError } from '../errors.js';
import { applicantOf } from './applicant.js';
import { type Arrivals, allArrived } from './arrivals.js';
import type { Clock } from './clock.js';
import { deadlinePassed } from './deadline.js';
import type { Call, Outcome, Outcomes } from './ec2.js';
import { FairQueue } from './fair-queue.js';
import type { Governor } from './governor.js';
import type { Observer } from './observer.js';
import { type Pacing, pauseAfter, THROTTLING } from './retry.js';
import { keysOf, type Member, SharedCall } from './shared-call.js';
import { Turns } from './turns.js';

export interface LaneOptions<T> {
  readonly action: string;
  /** The bucket of its tokens, where it is not the one by the action's name. */
  readonly bucket?: string;
  /** Who waits for its tokens, where it is one caller's. */
  readonly applicant?: string;
  /** The most keys that EC2 takes in a call. */
  readonly limit: number;
  readonly governor: Governor;
  readonly clock: Clock & Pick<Pacing, 'random'> & Arrivals;
  readonly observer: Pick<Observer, 'waited' | 'batched'>;
  /** Makes the call for the keys. Its first tokens are taken already, as its batch says. */
  send(keys: readonly string[], call: Call): Promise<Outcomes<T>>;
  /** What a caller hears who gives up while the call for its key is under way. */
  abandoned(): ServiceError;
}

interface Waiting<T> extends Member<T> {
  /** When it came. */
  readonly since: number;
  /** How often EC2 has throttled a call that it went with. */
  throttled: number;
  fail(fault: unknown): void;
}

/**
 * Merges the calls of one action: what is asked for while a call is under way, while tokens are short or by requests that have
 * come in already goes together with the next one. Alone, a call leaves at once. One call is under way, a second only when more
 * waits than goes into one. A call that takes more than twice as long as calls do no longer counts as under way.
 */
export class Lane<T> {
  private readonly waiting = new FairQueue<Waiting<T>>();
  private readonly turns: Turns;
  private readonly bucket: string;
  private isWatching = false;

  constructor(private readonly options: LaneOptions<T>) {
    this.bucket = options.bucket ?? options.action;
    this.turns = new Turns(() => options.clock.now());
  }

  async loadAll(keys: readonly string[], call: Call): Promise<Outcomes<T>> {
    const unique = [...new Set(keys)];
    const outcomes = await Promise.all(unique.map((key) => this.load(key, call)));
    return new Map(unique.map((key, index) => [key, outcomes[index] as Outcome<T>]));
  }

  /** Settles at the caller's deadline at the latest, which leaves the batch as it is for the others in it. */
  private load(key: string, call: Call): Promise<Outcome<T>> {
    if (call.signal.aborted) return Promise.resolve(deadlinePassed());
    return new Promise((resolve, reject) => {
      const giveUp = () => resolve(this.leave(member));
      const settle = (outcome: Outcome<T>) => {
        call.signal.removeEventListener('abort', giveUp);
        resolve(outcome);
      };
      const member: Waiting<T> = {
        key,
        call,
        since: this.options.clock.now(),
        throttled: 0,
        isAsked: false,
        hasLeft: false,
        settle,
        fail: reject,
      };
      this.waiting.push(call.caller, member);
      call.signal.addEventListener('abort', giveUp, { once: true });
      this.pump();
    });
  }

  /** What a caller hears who gives up: whoever hears that EC2 was not asked will not be served later. */
  private leave(member: Waiting<T>): ServiceError {
    const { governor, abandoned } = this.options;
    member.hasLeft = true;
    this.waiting.remove(member.call.caller, member);
    if (member.isAsked) return abandoned();
    const turnSince = this.turns.waitingSince();
    if (turnSince === undefined) return deadlinePassed();
    this.tellWait(member, turnSince);
    return governor.throttled(this.bucket, 1);
  }

  private tellWait({ call, since }: Waiting<T>, turnSince: number): void {
    call.ledger.waited(this.options.clock.now() - Math.max(since, turnSince));
  }

  private pump(): void {
    const { turns, waiting } = this;
    while (waiting.size > 0 && turns.underWay() < (waiting.size > this.options.limit ? 2 : 1))
      void this.run();
    // Who waits goes with a turn that is not taken yet, or has to wait for a call that is under way.
    if (waiting.size > 0 && turns.waitingSince() === undefined) void this.watch();
  }

  /** Looks again when a call that holds up others has taken too long. */
  private async watch(): Promise<void> {
    if (this.isWatching) return;
    this.isWatching = true;
    await this.options.clock.delay(this.turns.usualMs());
    this.isWatching = false;
    this.pump();
  }

  /** Takes its turn, and only then those who go with it: until the last moment anyone may join or leave. */
  private async run(): Promise<void> {
    const turn = Symbol();
    this.turns.wait(turn);
    await allArrived(() => this.waiting.size, this.options.limit, this.options.clock);
    const since = this.turns.wait(turn);
    const waited = await this.admit(1);
    const members = this.takeMembers();
    if (members.length > 0) {
      if (waited > 0) for (const member of members) this.tellWait(member, since);
      await this.send(turn, members);
    } else {
      this.options.governor.giveBack(this.bucket, 1);
    }
    this.turns.end(turn);
    this.pump();
  }

  private async admit(instances: number): Promise<number> {
    const { action, applicant, governor, observer } = this.options;
    const waited = await governor.admit(this.bucket, instances, applicantOf(applicant));
    observer.waited(action, waited);
    return waited;
  }

  private async send(turn: symbol, members: readonly Waiting<T>[]): Promise<void> {
    const { action, governor, observer, send } = this.options;
    const keys = keysOf(members);
    observer.batched(action, keys.length);
    let spent = 0;
    const shared = new SharedCall(members, {
      asked: () => {
        this.turns.ask(turn);
        this.pump();
      },
      ended: (attempt, instances) => {
        spent += instances;
        if (attempt === 'unclear') this.turns.end(turn);
        else this.turns.answered(turn);
      },
      admit: () => {
        this.pump();
        return this.admit(0);
      },
      giveBack: () => governor.giveBack(this.bucket, 0),
    });
    try {
      await this.settle(turn, members, await send(keys, shared));
    } catch (fault) {
      for (const { fail } of members) fail(fault);
    } finally {
      governor.giveBackInstances(this.bucket, keys.length - spent);
    }
  }

  /** What EC2 has throttled waits once more, ahead of the others, who wait with it. */
  private async settle(turn: symbol, members: readonly Waiting<T>[], outcomes: Outcomes<T>): Promise<void> {
    const { clock } = this.options;
    const again = new Set(
      members.filter((member) => this.isWorthRepeating(member, outcomes.get(member.key))),
    );
    for (const member of members) {
      const outcome = outcomes.get(member.key);
      if (outcome !== undefined && !again.has(member)) member.settle(outcome);
    }
    if (again.size === 0) return;
    for (const member of again) member.throttled += 1;
    this.waiting.putBack([...again].map((member) => [member.call.caller, member]));
    this.turns.wait(turn);
    const times = Math.max(...[...again].map(({ throttled }) => throttled));
    await clock.delay(pauseAfter(times, THROTTLING, clock.random));
  }

  private isWorthRepeating({ hasLeft, throttled }: Waiting<T>, outcome: Outcome<T> | undefined): boolean {
    const isThrottled = outcome instanceof ServiceError && outcome.code === 'THROTTLED';
    return isThrottled && !hasLeft && throttled + 1 < THROTTLING.attempts;
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
