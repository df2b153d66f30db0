import { Governor } from '../../src/ec2/governor.js';

/** A governor without a budget: it admits every call at once. */
export function unbounded(): Governor {
  return new Governor({}, { now: () => 0, delay: async () => {} });
}
