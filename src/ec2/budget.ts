/** A token bucket: full at first, refilled steadily up to its capacity. */
export interface Bucket {
  readonly capacity: number;
  readonly perSecond: number;
}

/** Buckets by action, as in `RunInstances`, and for the instances that an action counts, as in `RunInstances.instances`. */
export type Budget = Readonly<Record<string, Bucket>>;

/** The bucket of DescribeInstances calls that neither filter nor page, instead of the usual one of the action. */
export const UNFILTERED_DESCRIBE = 'DescribeInstances.unfiltered';

/**
 * EC2's buckets for each account, region and action. StopInstances is not in AWS's table of actions and is taken for an
 * ordinary mutating one; a DescribeInstances or DescribeInstanceStatus by ids counts as unfiltered, which is the safe
 * reading.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const DOCUMENTED_BUDGET: Budget = {
  DescribeInstances: { capacity: 100, perSecond: 20 },
  [UNFILTERED_DESCRIBE]: { capacity: 50, perSecond: 10 },
  DescribeInstanceAttribute: { capacity: 100, perSecond: 20 },
  DescribeInstanceTypes: { capacity: 100, perSecond: 20 },
  DescribeInstanceStatus: { capacity: 50, perSecond: 10 },
  RunInstances: { capacity: 5, perSecond: 2 },
  StartInstances: { capacity: 5, perSecond: 2 },
  StopInstances: { capacity: 50, perSecond: 5 },
  RebootInstances: { capacity: 50, perSecond: 5 },
  ModifyInstanceAttribute: { capacity: 50, perSecond: 5 },
  TerminateInstances: { capacity: 100, perSecond: 5 },
  'RunInstances.instances': { capacity: 1000, perSecond: 2 },
  'StartInstances.instances': { capacity: 1000, perSecond: 2 },
  'StopInstances.instances': { capacity: 1000, perSecond: 20 },
  'TerminateInstances.instances': { capacity: 1000, perSecond: 20 },
};

/** The level of a bucket over time; times are in milliseconds since 1970. */
export class TokenBucket {
  private level: number;
  private at: number;

  constructor(
    private readonly bucket: Bucket,
    now: number,
  ) {
    this.level = bucket.capacity;
    this.at = now;
  }

  /** How many whole tokens there are. */
  available(now: number): number {
    this.refill(now);
    // A refill by fractions may come out a hair below a whole token.
    return Math.floor(this.level + 1e-9);
  }

  take(tokens: number, now: number): void {
    this.refill(now);
    this.level -= tokens;
  }

  /** In how many milliseconds there will be so many; more than it holds are there when it is full. */
  msUntil(tokens: number, now: number): number {
    this.refill(now);
    const missing = Math.min(tokens, this.bucket.capacity) - this.level;
    return missing > 1e-9 ? Math.ceil((missing / this.bucket.perSecond) * 1000) : 0;
  }

  /**
   * EC2 has answered a call that took so many. It took them when the call had come to it, and a bucket that was full until
   * then has gained nothing meanwhile. Counting from the sending, its level would seem higher than it is for as long as
   * the bucket is in use.
   */
  taken(tokens: number, now: number): void {
    this.refill(now);
    this.level = Math.min(this.level, this.bucket.capacity - tokens);
  }

  /** EC2 has refused a request: there was less than was thought. */
  empty(now: number): void {
    this.refill(now);
    this.level = Math.min(this.level, 0);
  }

  private refill(now: number): void {
    const elapsed = Math.max(0, now - this.at);
    this.level = Math.min(this.bucket.capacity, this.level + (elapsed / 1000) * this.bucket.perSecond);
    this.at = now;
  }
}
