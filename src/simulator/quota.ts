import type { Call } from './call.js';
import { instanceError } from './instance-errors.js';
import { INSTANCE_TYPES } from './instance-types.js';

const vcpusOf = (type: string): number => INSTANCE_TYPES.get(type)?.vcpus ?? 0;

/**
 * Refuses to go beyond the On-Demand vCPU quota. Stopped and terminated instances do not count; those on their
 * way there still do, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html
 * @param types the types of the On-Demand instances that are to run
 * @throws Ec2Error VcpuLimitExceeded
 */
export function checkQuota({ settings, region, now }: Call, types: readonly string[]): void {
  const limit = settings.vcpuLimit;
  if (limit === undefined || types.length === 0) return;
  let vcpus = types.reduce((sum, type) => sum + vcpusOf(type), 0);
  for (const { state, options, attributes } of region.everything(now)) {
    const counts = state !== 'stopped' && state !== 'terminated' && options.spot === undefined;
    if (counts) vcpus += vcpusOf(attributes.instanceType);
  }
  if (vcpus > limit) throw instanceError.vcpuLimit(limit);
}
