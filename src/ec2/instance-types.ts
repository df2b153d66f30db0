import { ServiceError } from '../errors.js';
import type { Ec2, InstanceTypeInfo, Outcome } from './ec2.js';

/** Remembers instance types: what EC2 says of one does not change nor differ by region, and there are about a thousand. */
export function cachedInstanceTypes(ec2: Ec2): Ec2 {
  const known = new Map<string, InstanceTypeInfo>();
  return {
    ...ec2,
    async describeInstanceTypes(names, region, call) {
      const unknown = names.filter((name) => !known.has(name));
      const asked = unknown.length > 0 ? await ec2.describeInstanceTypes(unknown, region, call) : new Map();
      for (const [name, outcome] of asked) {
        if (!(outcome instanceof ServiceError)) known.set(name, outcome);
      }
      return new Map<string, Outcome<InstanceTypeInfo>>(
        names.map((name) => [name, known.get(name) ?? asked.get(name)]),
      );
    },
  };
}
