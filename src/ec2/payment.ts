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
 * has to be repeated. A merged call comes with its tokens.
 */
export class Payment {
  /** Tokens of instances that are taken and that EC2 has not counted. */
  private held = 0;
  /** Whether EC2 has counted the instances, or may have. */
  private isSpent = false;
  private isPrepaid: boolean;

  constructor(
    private readonly governor: Governor,
    private readonly price: Price,
    private readonly call: Call,
  ) {
    this.isPrepaid = call.batch?.claim() ?? false;
    if (this.isPrepaid) this.held = price.instances;
  }

  /**
   * Waits for the tokens of an attempt, or rejects with THROTTLED. Gives the milliseconds that it took; undefined where they
   * are taken already.
   */
  async pay(): Promise<number | undefined> {
    const { governor, price, call, held, isSpent } = this;
    if (this.isPrepaid) {
      this.isPrepaid = false;
      return undefined;
    }
    const wanted = isSpent ? 0 : price.instances - held;
    const waited = await governor.admit(price.bucket, wanted, call);
    this.held += wanted;
    call.ledger.waited(waited);
    return waited;
  }

  /** EC2 has done what it was asked for, or may have. */
  spent(): void {
    this.governor.answered(this.price.bucket, this.price.instances);
    this.isSpent = true;
    this.held = 0;
  }

  /** An attempt that was sent at that time has failed. */
  failed(failure: ServiceError, sentAt: number): void {
    const { governor, price } = this;
    if (failure.code === 'OUTCOME_UNKNOWN') {
      this.spent();
    } else if (failure.code === 'THROTTLED') {
      governor.refused(price.bucket, price.instances, sentAt);
    } else {
      governor.answered(price.bucket, 0);
    }
  }

  /** After the last attempt: EC2 counts no instances of a call that it refuses, and nothing of one that was not made. */
  refund(): void {
    const { governor, price, held } = this;
    if (this.isPrepaid) governor.giveBack(price.bucket, held);
    else governor.giveBackInstances(price.bucket, held);
  }
}
