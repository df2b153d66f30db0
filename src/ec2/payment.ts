import type { ServiceError } from '../errors.js';
import type { Call } from './ec2.js';
import type { Governor } from './governor.js';

/** What a call takes of the budget. */
export interface Price {
  /** The bucket of its token. */
  readonly bucket: string;
  /** The instances that the action is about, where EC2 counts them. */
  readonly instances: number;
}

/**
 * The tokens of one call over all its attempts: one for each attempt, and those of the instances once, however often it
 * has to be repeated. A batch has paid for its instances and for the first attempt before.
 */
export class Payment {
  /** Tokens of instances that are taken and that EC2 has not counted. */
  private held = 0;
  /** Whether EC2 has counted the instances, or may have. */
  private isSpent = false;

  constructor(
    private readonly governor: Governor,
    private readonly price: Price,
    private readonly call: Call,
  ) {}

  /** Waits for the tokens of an attempt; gives the milliseconds that took, or rejects with THROTTLED. */
  async pay(): Promise<number> {
    const { governor, price, call, held, isSpent } = this;
    if (call.batch?.claim()) return 0;
    const wanted = call.batch || isSpent ? 0 : price.instances - held;
    const waited = await governor.admit(price.bucket, wanted, call);
    this.held += wanted;
    call.ledger.waited(waited);
    return waited;
  }

  /** EC2 has done what it was asked for. */
  done(): void {
    this.spend('done');
  }

  /** An attempt that was sent at that time has failed. */
  failed(failure: ServiceError, sentAt: number): void {
    const { governor, price, call } = this;
    if (failure.code === 'OUTCOME_UNKNOWN') {
      this.spend('unclear');
    } else if (failure.code === 'THROTTLED') {
      const areGood = governor.refused(price.bucket, price.instances, sentAt);
      if (!areGood) this.held = 0;
      call.batch?.ended('refused', areGood ? 0 : price.instances);
    } else {
      governor.answered(price.bucket, 0);
      call.batch?.ended(failure.ec2 ? 'refused' : 'unclear', 0);
    }
  }

  /** Whether EC2 may have done it, for all that is known. */
  get mayBeDone(): boolean {
    return this.isSpent;
  }

  /** After the last attempt: EC2 counts no instances of a call that it refuses. */
  refund(): void {
    this.governor.giveBackInstances(this.price.bucket, this.held);
  }

  private spend(attempt: 'done' | 'unclear'): void {
    const { governor, price, call, isSpent } = this;
    governor.answered(price.bucket, price.instances);
    call.batch?.ended(attempt, isSpent ? 0 : price.instances);
    this.isSpent = true;
    this.held = 0;
  }
}
