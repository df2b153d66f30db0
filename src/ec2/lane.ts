import { ServiceError } from '../errors.js';
import { ACTIONS, type Action } from './actions.js';
import { applicantOf } from './applicant.js';
import { type Arrivals, allArrived } from './arrivals.js';
import type { Clock } from './clock.js';
import { abandoned, deadlinePassed } from './deadline.js';
import type { Call, Outcome, Outcomes } from './ec2.js';
import type { Governor } from './governor.js';
import type { Observer } from './observer.js';
import { Attempts, type Pacing } from './retry.js';
import { isFromEc2, settle } from './settle.js';
import { SharedCall } from './shared-call.js';
import { Turns } from './turns.js';
import { type Company, leaveBehind, type Member, Waitlist } from './waitlist.js';

export interface LaneOptions<T> {
  readonly action: Action;
  /** The bucket of its tokens, where it is not the one by the action's name. */
  readonly bucket?: string;
  /** Whether each caller waits for the tokens in its own name, as it may have other lanes that wait. */
  readonly isInOwnName?: boolean;
  /** The most keys that EC2 takes in a call. */
  readonly limit: number;
  readonly governor: Governor;
  readonly clock: Clock & Pick<Pacing, 'random'> & Arrivals;
  readonly observer: Pick<Observer, 'waited' | 'batched' | 'split'>;
  /** Makes the call for the keys, once: it gives back those of its tokens that EC2 has not counted. */
  send(keys: readonly string[], call: Call): Promise<Outcomes<T>>;
}

/**
 * Merges the calls of one action: what is asked for while a call is under way, while tokens are short or by requests that have
 * come in already goes together with the next one. Alone, a call leaves at once. One call is under way, a second only when more
 * waits than goes into one. A call that takes more than twice as long as calls do no longer counts as under way.
 *
 * Who is to be asked for again, because EC2 refused others in the call, throttled it or did not answer, waits once more, and
 * pays once more: there it may leave, and goes with as many as have tokens then.
 */
export class Lane<T> {
  private readonly waiting = new Waitlist<T>();
  private readonly turns: Turns;
  private readonly bucket: string;
  private isWatching = false;
  /** In whose name a turn waits for its token, where that is one caller's. */
  private readonly applicants = new Set<string>();

  constructor(private readonly options: LaneOptions<T>) {
    this.bucket = options.bucket ?? options.action;
    this.turns = new Turns(() => options.clock.now());
  }

  async loadAll(keys: readonly string[], call: Call): Promise<Outcomes<T>> {
    const unique = [...new Set(keys)];
    const outcomes = await Promise.all(unique.map((key) => this.load(key, call)));
    return new Map(unique.map((key, index) => [key, outcomes[index] as Outcome<T>]));
  }

  /** Settles at the caller's deadline at the latest, which leaves the call as it is for the others in it. */
  private load(key: string, call: Call): Promise<Outcome<T>> {
    if (call.signal.aborted) return Promise.resolve(deadlinePassed());
    return new Promise((resolve, reject) => {
      const giveUp = () => resolve(this.leave(member));
      const stay = () => call.signal.removeEventListener('abort', giveUp);
      const member: Member<T> = {
        key,
        call,
        since: this.options.clock.now(),
        attempts: new Attempts(ACTIONS[this.options.action].repeatable),
        isAsked: false,
        hasLeft: false,
        wasApart: false,
        wasAlone: false,
        settleLate: undefined,
        settle: (outcome) => {
          stay();
          resolve(outcome);
          member.settleLate?.(outcome);
        },
        fail: (fault) => {
          stay();
          reject(fault);
        },
      };
      this.waiting.push(member);
      call.signal.addEventListener('abort', giveUp, { once: true });
      this.pump();
      // Another's turn may be long in coming.
      if (this.options.isInOwnName && this.turns.waitingSince() !== undefined) this.apply(call.caller);
    });
  }

  /** What a caller hears who gives up: whoever hears that EC2 was not asked will not be served later, nor has been. */
  private leave(member: Member<T>): ServiceError {
    member.hasLeft = true;
    this.waiting.remove(member);
    const { action } = this.options;
    const { access, isRefusedWhole } = ACTIONS[action];
    if (member.isAsked && access === 'write') leaveBehind(member);
    // Refused for one instance, it may have taken place for others all the same.
    const mayBeDone = member.isAsked || (member.wasApart && !isRefusedWhole);
    if (mayBeDone) return abandoned(action);
    const failure = member.attempts.telling;
    const turnSince = this.turns.waitingSince();
    if (turnSince === undefined || (failure && failure.code !== 'THROTTLED'))
      return failure ?? deadlinePassed();
    this.tellWait(member, turnSince);
    return this.options.governor.throttled(this.bucket, 1);
  }

  private tellWait({ call, since }: Member<T>, turnSince: number): void {
    call.ledger.waited(this.options.clock.now() - Math.max(since, turnSince));
  }

  private pump(): void {
    const { turns, waiting } = this;
    while (waiting.size > 0 && turns.underWay() < (waiting.calls(this.options.limit) > 1 ? 2 : 1))
      this.apply(this.waiting.next()?.call.caller);
    // Who waits goes with a turn that is not taken yet, or has to wait for a call that is under way.
    if (waiting.size > 0 && turns.waitingSince() === undefined) void this.watch();
  }

  private apply(caller: string | undefined): void {
    const name = this.options.isInOwnName ? caller : undefined;
    if (name === undefined || !this.applicants.has(name)) void this.run(name);
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
  private async run(applicant: string | undefined): Promise<void> {
    const { action, governor, observer, limit, clock } = this.options;
    const turn = Symbol();
    if (applicant !== undefined) this.applicants.add(applicant);
    this.turns.wait(turn);
    await allArrived(() => this.waiting.size, limit, clock);
    const since = this.turns.wait(turn);
    const waited = await governor.admit(this.bucket, 1, applicantOf(applicant));
    if (applicant !== undefined) this.applicants.delete(applicant);
    const { keys, ...company } = this.take();
    if (keys.length > 0) {
      observer.waited(action, waited);
      if (waited > 0) for (const member of company.members) this.tellWait(member, since);
      await this.send(turn, keys, company);
    } else {
      governor.giveBack(this.bucket, 1);
    }
    this.turns.end(turn);
    this.pump();
  }

  /** As many as go into a call and have a token each; the first has one. */
  private take() {
    const { limit, governor } = this.options;
    let granted = 0;
    const taken = this.waiting.take(limit, (wanted) => {
      granted = 1 + governor.takeInstances(this.bucket, Math.max(0, wanted - 1));
      return granted;
    });
    governor.giveBackInstances(this.bucket, granted - Math.max(1, taken.keys.length));
    return taken;
  }

  private async send(turn: symbol, keys: readonly string[], company: Company<T>): Promise<void> {
    const { action, observer, send } = this.options;
    const { members } = company;
    observer.batched(action, keys.length);
    for (const member of members) member.isAsked = true;
    this.turns.ask(turn);
    this.pump();
    const shared = new SharedCall(members.map(({ call }) => call));
    try {
      const outcomes = await send(keys, shared).finally(shared.release);
      if ([...outcomes.values()].every(isFromEc2)) this.turns.answered(turn);
      else this.turns.end(turn);
      for (const member of members) member.isAsked = false;
      await this.settle(turn, company, outcomes);
    } catch (fault) {
      for (const { fail, settleLate } of members) {
        fail(fault);
        settleLate?.(abandoned(action));
      }
    }
  }

  private async settle(turn: symbol, { members, isApart }: Company<T>, outcomes: Outcomes<T>): Promise<void> {
    const { waiting } = this;
    const { parts, others, throttled, failed, splits } = settle(this.options.action, members, outcomes);
    for (let n = 0; n < splits; n++) this.options.observer.split(this.options.action);
    waiting.putBack(others, false);
    for (const part of parts) waiting.putBack(part, true);
    if (failed.size > 0) void this.later(failed, isApart);
    if (throttled.size === 0) return;
    // Who comes meanwhile waits with them.
    this.turns.wait(turn);
    waiting.putBack([...throttled.keys()], isApart);
    await this.pause(throttled);
  }

  /** Meanwhile others may go. */
  private async later(failed: ReadonlyMap<Member<T>, number>, isApart: boolean): Promise<void> {
    await this.pause(failed);
    const present = [...failed.keys()].filter(({ hasLeft }) => !hasLeft);
    this.waiting.putBack(present, isApart);
    this.pump();
  }

  private pause(longestMs: ReadonlyMap<Member<T>, number>): Promise<void> {
    const { clock } = this.options;
    return clock.delay(clock.random() * Math.max(...longestMs.values()));
  }
}
