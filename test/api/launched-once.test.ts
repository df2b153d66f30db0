import { describe, expect, it } from '@jest/globals';
import { chance } from '../support/chance.js';
import { allLaunched, launchUntilCertain } from '../support/keyed-launches.js';
import { startService } from '../support/service.js';

const FAULTS =
  'RequestLimitExceeded=0.1,resetBefore=0.05,resetAfter=0.05,error500=0.02,truncate=0.02,empty=0.02';

describe('Launches with keys, though a quarter of the calls to EC2 fails', () => {
  it.each([1, 2, 3])('happen once each, and every client holds its own instance (seed %i)', async (seed) => {
    const environment = { SIMULATOR_FAULTS: FAULTS, SIMULATOR_LATENCY_MS: '50' };
    const service = await startService(environment, { random: chance(seed) });
    const keys = Array.from({ length: 40 }, (_, n) => `client-${n}`);
    const launched = await Promise.all(keys.map((key) => launchUntilCertain(async () => service, key)));
    const existing = await allLaunched(service);
    expect(new Map(existing)).toEqual(new Map(launched.map((id, n) => [id, keys[n]])));
    expect(existing).toHaveLength(keys.length);
  });
});
