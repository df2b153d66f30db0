import { setTimeout as wait } from 'node:timers/promises';
import { atRandom, noFaults } from '../support/fault-plans.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { pageAt, SILENT, THROTTLED, UNCLEAR } from '../support/faults.js';

const MINUTE_MS = 60_000;
const FAIR_MS = 10_000;
/** Longer than the deadline of a request. */
const STORM_MS = 4000;

const FAULTS = [
  ...Object.values(UNCLEAR),
  ...Object.values(SILENT),
  THROTTLED,
  THROTTLED,
  pageAt(Date.now() - 20 * MINUTE_MS),
];

/** Some calls fail, and now and then nearly all; after each storm EC2's clock and ours have parted or met again. */
export async function weather(proxy: FaultProxy, random: () => number, until: number): Promise<void> {
  const [fair, storm] = [atRandom(0.15, FAULTS, random), atRandom(0.95, FAULTS, random)];
  while (Date.now() < until) {
    proxy.plan = fair;
    await wait(FAIR_MS);
    proxy.plan = storm;
    await wait(STORM_MS);
    proxy.skewMs = 20 * MINUTE_MS - proxy.skewMs;
  }
  proxy.plan = noFaults;
}
