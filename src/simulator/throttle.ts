import type { Parameters } from './parameters.js';
import type { BucketSize } from './settings.js';

const size = (capacity: number, perSecond: number): BucketSize => ({ capacity, perSecond });

const NON_MUTATING = size(100, 20);
const UNFILTERED = size(50, 10);
const MUTATING = size(50, 5);

/**
 * Every action has a bucket of its own; these are their sizes,
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html. StopInstances and DeleteTags are not
 * in the published table, and get the size of mutating actions. Requests that neither filter nor page have a smaller
 * bucket, `.unfiltered`, instead of the usual one; from `.instances` a call takes a token for each instance, beside its
 * one for the request.
 */
export const DOCUMENTED_BUCKETS: Readonly<Record<string, BucketSize>> = {
  DescribeInstances: NON_MUTATING,
  'DescribeInstances.unfiltered': UNFILTERED,
  DescribeInstanceStatus: NON_MUTATING,
  'DescribeInstanceStatus.unfiltered': UNFILTERED,
  DescribeInstanceAttribute: NON_MUTATING,
  DescribeInstanceTypes: NON_MUTATING,
  DescribeTags: NON_MUTATING,
  StopInstances: MUTATING,
  RebootInstances: MUTATING,
  ModifyInstanceAttribute: MUTATING,
  DeleteTags: MUTATING,
  RunInstances: size(5, 2),
  StartInstances: size(5, 2),
  TerminateInstances: size(100, 5),
  CreateTags: size(100, 10),
  'RunInstances.instances': size(1000, 2),
  'StartInstances.instances': size(1000, 2),
  'StopInstances.instances': size(1000, 20),
  'TerminateInstances.instances': size(1000, 20),
};

class Bucket {
  private tokens: number;

  constructor(
    private readonly size: BucketSize,
    private filledAt: number,
  ) {
    this.tokens = size.capacity;
  }

  take(count: number, now: number): boolean {
    const elapsed = Math.max(0, now - this.filledAt);
    this.tokens = Math.min(this.size.capacity, this.tokens + (elapsed * this.size.perSecond) / 1000);
    this.filledAt = now;
    if (this.tokens < count) return false;
    this.tokens -= count;
    return true;
  }
}

/** A request that names ids only is taken as unfiltered: which it is EC2 does not tell, and this is the tighter. */
function isUnfiltered(parameters: Parameters): boolean {
  return !['Filter', 'MaxResults', 'NextToken'].some((name) => parameters.has(name));
}

function instancesIn(action: string, parameters: Parameters): number {
  if (parameters.text('DryRun')?.toLowerCase() === 'true') return 0;
  if (action !== 'RunInstances') return new Set(parameters.list('InstanceId')).size;
  const most = Number(parameters.text('MaxCount'));
  return Number.isInteger(most) && most > 0 ? most : 0;
}

/** EC2's token buckets: the documented ones, save those that differ. */
export class Throttle {
  private readonly sizes: Readonly<Record<string, BucketSize>>;
  private readonly buckets = new Map<string, Bucket>();

  constructor(differing: Readonly<Record<string, BucketSize>>) {
    this.sizes = { ...DOCUMENTED_BUCKETS, ...differing };
  }

  /**
   * Whether a call is let through. One that is refused has spent its token for the request and none for
   * instances, which EC2's documentation leaves open. A dry run takes no tokens for instances.
   */
  admits(region: string, action: string, parameters: Parameters, now: number): boolean {
    const unfiltered = isUnfiltered(parameters)
      ? this.bucket(region, `${action}.unfiltered`, now)
      : undefined;
    const requests = unfiltered ?? this.bucket(region, action, now);
    if (requests?.take(1, now) === false) return false;
    const instances = this.bucket(region, `${action}.instances`, now);
    return instances?.take(instancesIn(action, parameters), now) !== false;
  }

  /** Takes back the tokens for the instances of a call that was let through and then refused for another reason. */
  giveBackInstances(region: string, action: string, parameters: Parameters, now: number): void {
    this.bucket(region, `${action}.instances`, now)?.take(-instancesIn(action, parameters), now);
  }

  private bucket(region: string, name: string, now: number): Bucket | undefined {
    const key = `${region} ${name}`;
    const existing = this.buckets.get(key);
    const size = this.sizes[name];
    if (existing !== undefined || size === undefined) return existing;
    const bucket = new Bucket(size, now);
    this.buckets.set(key, bucket);
    return bucket;
  }
}
