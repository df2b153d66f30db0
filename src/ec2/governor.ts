import { ServiceError } from '../errors.js';
import type { Budget } from './budget.js';
import type { Clock } from './clock.js';
import { Gate } from './gate.js';

/** Who wants to make a call, and until when. */
export interface Applicant {
  readonly caller: string;
  readonly signal: AbortSignal;
}

/**
 * Keeps the calls of one account and region within a budget: calls wait here for the tokens of their bucket, callers in
 * turn. A bucket is named by its action mostly; see budget.ts.
 */
export class Governor {
  private readonly gates = new Map<string, Gate>();

  constructor(
    private readonly budget: Budget,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a token of the bucket, and one for each instance where it counts them; waits for them until the signal aborts,
   * then rejects with THROTTLED. Gives the milliseconds that it waited.
   */
  async admit(bucket: string, instances: number, { caller, signal }: Applicant): Promise<number> {
    const gate = this.gate(bucket);
    if (gate.admitAtOnce(instances)) return 0;
    const began = this.clock.now();
    await gate
      .admit(instances, caller, signal)
      .catch(() => Promise.reject(this.throttled(bucket, instances)));
    return this.clock.now() - began;
  }

  /** Takes as many more tokens for instances as there are, up to those wanted. */
  takeInstances(bucket: string, wanted: number): number {
    return this.gate(bucket).takeInstances(wanted);
  }

  /** Gives back tokens of instances that EC2 has not counted; takes them, where there are fewer than none. */
  giveBackInstances(bucket: string, instances: number): void {
    this.gate(bucket).giveBack(0, instances);
  }

  /** Gives back the tokens of a call that was not made after all. */
  giveBack(bucket: string, instances: number): void {
    this.gate(bucket).giveBack(1, instances);
  }

  /** What a caller hears whose tokens did not come in time. */
  throttled(bucket: string, instances: number): ServiceError {
    const ms = this.gate(bucket).msUntil(instances);
    const message = 'the budget of EC2 calls left no room for this one before the deadline of the request';
    const retryAfterSeconds = Math.max(1, Math.ceil(ms / 1000));
    return new ServiceError('THROTTLED', message, { retryable: true, retryAfterSeconds });
  }

  /** EC2 has answered a call, and counted so many instances of it, or nobody knows whether it has. */
  answered(bucket: string, instances: number): void {
    this.gate(bucket).answered(instances);
  }

  /** EC2 has refused a call of so many instances, sent at that time, for their number or for that of calls. */
  refused(bucket: string, instances: number, sentAt: number): void {
    this.gate(bucket).refused(instances, sentAt);
  }

  private gate(bucket: string): Gate {
    let gate = this.gates.get(bucket);
    if (gate === undefined) {
      gate = new Gate(this.budget[bucket], this.budget[`${bucket}.instances`], this.clock);
      this.gates.set(bucket, gate);
    }
    return gate;
  }
}
