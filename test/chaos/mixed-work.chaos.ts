import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { graphql } from '../support/doors.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { startProcessBehindProxy } from '../support/process-behind-proxy.js';
import { Chance } from '../support/random.js';
import { Caller } from './caller.js';
import { Chronicle } from './chronicle.js';
import { weather } from './weather.js';

const CALLERS = 20;
const SECONDS = Number(process.env.CHAOS_SECONDS ?? 120);
const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);

const ENVIRONMENT = {
  LOG_LEVEL: 'error',
  AWS_REGIONS: 'us-east-1,eu-west-1',
  EC2_TIMEOUT_MS: '500',
  REQUEST_TIMEOUT_MS: '2500',
  SIMULATOR_LATENCY_MS: '5',
  SIMULATOR_TRANSITION_MS: '300',
  SIMULATOR_CONSISTENCY_MS: '100',
};

const BUDGETS = [
  ['and no throttling', { EC2_BUDGET: 'off' }],
  ["within EC2's budget", { EC2_BUDGET: 'documented', SIMULATOR_THROTTLING: 'on' }],
] as const;

/** The ids of all instances that there are. */
async function existing(service: { readonly url: string }): Promise<string[]> {
  const query =
    'query ($after: String) { instances(first: 1000, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }';
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const { data } = await graphql(service, query, { after });
    const { nodes, pageInfo } = data.instances;
    ids.push(...nodes.map(({ id }: { id: string }) => id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
  }
}

/** How often EC2 has rebooted each instance. */
function rebooted(proxy: FaultProxy): Map<string, number> {
  const counts = new Map<string, number>();
  const ids = proxy.carriedOut.filter(({ action }) => action === 'RebootInstances').flatMap(({ ids }) => ids);
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

it.each(BUDGETS)(
  `Through ${SECONDS} seconds of faults %s all hear the truth (CHAOS_SEED=${SEED})`,
  async (_, budget) => {
    const chance = new Chance(SEED);
    const { running, proxy } = await startProcessBehindProxy({ ...ENVIRONMENT, ...budget });
    const chronicle = new Chronicle();
    const callers = Array.from(
      { length: CALLERS },
      (_, n) => new Caller(n, running.url, new Chance(SEED + n + 1), chronicle),
    );
    const until = Date.now() + SECONDS * 1000;
    await Promise.all([
      weather(proxy, () => chance.next(), until),
      ...callers.map((caller) => caller.work(until)),
    ]);
    await wait(2000);
    await Promise.all(callers.map((caller) => caller.conclude()));
    process.stderr.write(`CHAOS_SEED=${SEED}\n${chronicle}\nfaults of EC2: ${JSON.stringify(proxy.calls)}\n`);

    expect(chronicle.wrong).toEqual([]);
    const named = [...chronicle.launches.values()].flat();
    expect(named.sort()).toEqual((await existing(running)).sort());
    const reboots = rebooted(proxy);
    const misjudged = callers
      .flatMap(({ owned }) => owned)
      .map(({ id, reboots: { least, most } }) => ({ id, least, most, done: reboots.get(id) ?? 0 }))
      .filter(({ least, most, done }) => done < least || done > most);
    expect(misjudged).toEqual([]);
    expect(running.output()).not.toContain('internal error');
    // Else nothing was tried.
    for (const status of [200, 408, 504]) expect(chronicle.count(status)).toBeGreaterThan(0);
  },
);
