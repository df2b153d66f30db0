import { ServiceError } from '../errors.js';
import { type Budget, TokenBucket } from './budget.js';
import { FairQueue } from './fair-queue.js';

/** Who wants to make a call, and until when. */
export interface Applicant {
  readonly caller: string;
  readonly signal: AbortSignal;
}

export interface Clock {
  now(): number;
  delay(ms: number): Promise<void>;
}

interface Waiting extends Applicant {
  readonly instances: number;
  readonly admit: () => void;
}

/** Keeps the calls of one account and region within a budget: an action's calls wait here for their tokens, callers in turn. */
export class Governor {
  private readonly gates = new Map<string, Gate>();

  constructor(
    private readonly budget: Budget,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a token of the action, and one for each instance where the action counts them; waits for them until the
   * signal aborts, then rejects with THROTTLED. Gives the milliseconds that it waited.
   */
  async admit(action: string, instances: number, applicant: Applicant): Promise<number> {
    const gate = this.gate(action);
    if (gate.admitAtOnce(instances)) return 0;
    const began = this.clock.now();
    await gate.admit(instances, applicant);
    return this.clock.now() - began;
  }

  /** Takes as many more tokens for instances as there are, up to those wanted. */
  takeInstances(action: string, wanted: number): number {
    return this.gate(action).takeInstances(wanted);
  }

  /** Gives back tokens of instances that did not go with a call after all. */
  giveBackInstances(action: string, instances: number): void {
    this.gate(action).giveBack(0, instances);
  }

  /** Gives back the tokens of a call that was not made after all. */
  giveBack(action: string, instances: number): void {
    this.gate(action).giveBack(1, instances);
  }

  /** What a caller hears whose tokens did not come in time. */
  throttled(action: string, instances: number): ServiceError {
    return this.gate(action).throttled(instances);
  }

  /** EC2 has answered a call about so many instances, or nobody knows when it took their tokens. */
  answered(action: string, instances: number): void {
    this.gate(action).answered(instances);
  }

  /** EC2 has refused a call of the action for their number. */
  refused(action: string): void {
    this.gate(action).refused();
  }

  private gate(action: string): Gate {
    let gate = this.gates.get(action);
    if (gate === undefined) {
      gate = new Gate(action, this.budget, this.clock);
      this.gates.set(action, gate);
    }
    return gate;
  }
}

/** The buckets of one action and those who wait for them. An action without a bucket is not bounded. */
class Gate {
  private readonly waiting = new FairQueue<Waiting>();
  private readonly requests: TokenBucket | undefined;
  private readonly instances: TokenBucket | undefined;
  private serving = false;
  private wake: () => void = () => {};

  constructor(
    action: string,
    budget: Budget,
    private readonly clock: Clock,
  ) {
    const bucket = (name: string) => budget[name] && new TokenBucket(budget[name], clock.now());
    this.requests = bucket(action);
    this.instances = bucket(`${action}.instances`);
  }

  admitAtOnce(instances: number): boolean {
    const isFree = this.waiting.size === 0 && this.msUntil(instances) === 0;
    if (isFree) this.take(instances);
    return isFree;
  }

  admit(instances: number, { caller, signal }: Applicant): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.waiting.remove(caller, entry);
        this.wake();
        reject(this.throttled(instances));
      };
      const admit = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const entry: Waiting = { caller, signal, instances, admit };
      this.waiting.push(caller, entry);
      signal.addEventListener('abort', giveUp, { once: true });
      void this.serve();
    });
  }

  takeInstances(wanted: number): number {
    if (this.instances === undefined) return wanted;
    const taken = Math.max(0, Math.min(wanted, this.instances.available(this.clock.now())));
    this.instances.take(taken, this.clock.now());
    return taken;
  }

  giveBack(requests: number, instances: number): void {
    this.take(-instances, -requests);
    this.wake();
  }

  answered(instances: number): void {
    const now = this.clock.now();
    this.requests?.taken(1, now);
    this.instances?.taken(instances, now);
  }

  refused(): void {
    this.requests?.empty(this.clock.now());
  }

  /**
   * Admits those who wait, as the tokens come. Who wants more than there is does not hold up others who want less. What
   * is wanted is looked at anew whenever somebody comes or gives up.
   */
  private async serve(): Promise<void> {
    this.wake();
    if (this.serving) return;
    this.serving = true;
    for (let heads = this.waiting.heads(); heads.length > 0; heads = this.waiting.heads()) {
      const next = heads.find(({ instances }) => this.msUntil(instances) === 0);
      if (next) {
        this.take(next.instances);
        this.waiting.serve(next.caller, next);
        next.admit();
      } else {
        const ms = Math.min(...heads.map(({ instances }) => this.msUntil(instances)));
        const woken = new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        await Promise.race([this.clock.delay(ms), woken]);
      }
    }
    this.serving = false;
  }

  private msUntil(instances: number): number {
    const now = this.clock.now();
    return Math.max(this.requests?.msUntil(1, now) ?? 0, this.instances?.msUntil(instances, now) ?? 0);
  }

  private take(instances: number, requests = 1): void {
    const now = this.clock.now();
    this.requests?.take(requests, now);
    this.instances?.take(instances, now);
  }

  throttled(instances: number): ServiceError {
    const retryAfterSeconds = Math.max(1, Math.ceil(this.msUntil(instances) / 1000));
    const message = 'the budget of EC2 calls left no room for this one before the deadline of the request';
    return new ServiceError('THROTTLED', message, { retryable: true, retryAfterSeconds });
  }
}
