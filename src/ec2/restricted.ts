import { ServiceError } from '../errors.js';
import { LAUNCH, MODIFY } from './audited.js';
import type { Call, Ec2 } from './ec2.js';
import type { Trail } from './trail.js';
import { regionOf } from './zones.js';

/** What somebody wants to launch, or an instance to become. */
export interface Wish {
  readonly instanceType: string;
  readonly imageId?: string;
  readonly region?: string;
  readonly count?: number;
}

/** What may be launched by whom. */
export interface LaunchPolicy {
  /** Why the caller may not have it; undefined where he may. */
  refusalOf(caller: string, wish: Wish): Promise<string | undefined>;
}

/** Refuses launches that their callers may not make, and changes of type that would come to the same. */
export function restricted(ec2: Ec2, policy: LaunchPolicy, trail: Trail): Ec2 {
  const check = async ({ caller, requestId }: Call, operation: string, wish: Wish): Promise<void> => {
    const reason = await policy.refusalOf(caller, wish);
    if (reason === undefined) return;
    void trail.write({ audit: 'refused', caller, requestId, operation, reason }).catch(() => {});
    throw new ServiceError('FORBIDDEN', reason);
  };

  return {
    ...ec2,
    async runInstances(launch, call) {
      const { imageId, instanceType, maxCount: count, placement } = launch;
      const region = regionOf(placement, ec2.regions);
      await check(call, LAUNCH.operation, { imageId, instanceType, region, count });
      return ec2.runInstances(launch, call);
    },
    async modifyInstanceAttribute(id, change, call) {
      if (change.attribute === 'instanceType') {
        await check(call, MODIFY.operation, { instanceType: change.value });
      }
      return ec2.modifyInstanceAttribute(id, change, call);
    },
  };
}
