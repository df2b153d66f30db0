import type { Parameters } from './parameters.js';

/** How many tokens a bucket holds, and how many come back in a second. */
interface Size {
  readonly capacity: number;
  readonly perSecond: number;
}

const size = (capacity: number, perSecond: number): Size => ({ capacity, perSecond });

const NON_MUTATING = size(100, 20);
const UNFILTERED = size(50, 10);
const MUTATING = size(50, 5);

/**
 * Every action has a bucket of its own; these are their sizes,
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html. StopInstances and DeleteTags are not
 * in the published table, and get the size of mutating actions.
 */
const REQUEST_BUCKETS: Readonly<Record<string, Size>> = {
  DescribeInstances: NON_MUTATING,
  DescribeInstanceStatus: NON_MUTATING,
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
};

/** Actions with a smaller bucket, beside their usual one, for requests that neither filter nor page. */
const UNFILTERED_ACTIONS = new Set(['DescribeInstances', 'DescribeInstanceStatus']);

/** Buckets of instances, from which a call takes one token for each, beside its one for the request. */
const RESOURCE_BUCKETS: Readonly<Record<string, Size>> = {
  RunInstances: size(1000, 2),
  StartInstances: size(1000, 2),
  StopInstances: size(1000, 20),
  TerminateInstances: size(1000, 20),
};

class Bucket {
  private tokens: number;

  constructor(
    private readonly size: Size,
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
function isUnfiltered(action: string, parameters: Parameters): boolean {
  if (!UNFILTERED_ACTIONS.has(action)) return false;
  return !['Filter', 'MaxResults', 'NextToken'].some((name) => parameters.has(name));
}

function instancesIn(action: string, parameters: Parameters): number {
  if (parameters.text('DryRun')?.toLowerCase() === 'true') return 0;
  if (action !== 'RunInstances') return new Set(parameters.list('InstanceId')).size;
  const most = Number(parameters.text('MaxCount'));
  return Number.isInteger(most) && most > 0 ? most : 0;
}

/** EC2's token buckets. */
export class Throttle {
  private readonly buckets = new Map<string, Bucket>();

  /**
   * Whether a call is let through. One that is refused has spent its token for the request and none for
   * instances, which EC2's documentation leaves open. A dry run takes no tokens for instances.
   */
  admits(region: string, action: string, parameters: Parameters, now: number): boolean {
    const request = isUnfiltered(action, parameters) ? UNFILTERED : REQUEST_BUCKETS[action];
    if (request === undefined) return true;
    const kind = request === UNFILTERED ? 'unfiltered' : 'requests';
    if (!this.bucket(region, action, kind, request, now).take(1, now)) return false;
    const resource = RESOURCE_BUCKETS[action];
    if (resource === undefined) return true;
    return this.bucket(region, action, 'instances', resource, now).take(instancesIn(action, parameters), now);
  }

  /** Takes back the tokens for the instances of a call that was let through and then refused for another reason. */
  giveBackInstances(region: string, action: string, parameters: Parameters, now: number): void {
    const resource = RESOURCE_BUCKETS[action];
    if (resource === undefined) return;
    this.bucket(region, action, 'instances', resource, now).take(-instancesIn(action, parameters), now);
  }

  private bucket(region: string, action: string, kind: string, size: Size, now: number): Bucket {
    const key = `${region} ${action} ${kind}`;
    const existing = this.buckets.get(key);
    if (existing !== undefined) return existing;
    const bucket = new Bucket(size, now);
    this.buckets.set(key, bucket);
    return bucket;
  }
}
