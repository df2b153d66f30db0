import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenario.js';
import { Client } from '../support/client.js';
import { runningInstances } from '../support/fleet.js';
import { median, percentile } from '../support/percentile.js';
import { type Side, withSide } from '../support/side.js';
import { atLeast, atMost, exactly } from '../targets.js';
import { type Outcome, startGenerator } from './load.js';

const AT_ONCE = 50;
const OFFERED = 5000;
const INSTANCES = 1000;
const SECONDS = 5;
const ROUNDS = 3;
const PROBE_MS = 50;

/** EC2 in a process of its own, as it is: the event loop of the service is to have what is the service's alone. */
const SETTINGS = {
  simulator: { SIMULATOR_LATENCY_MS: '100', SIMULATOR_THROTTLING: 'off', SIMULATOR_TRANSITION_MS: '0' },
  service: { EC2_BUDGET: 'off', MAX_CONCURRENT_REQUESTS: String(AT_ONCE) },
};

export const shedding: Scenario = {
  name: 'shedding',
  title:
    '50 requests allowed at once, each of which takes EC2 100 ms: offered as many as fit, and ten times as many',
  run: () => withSide('service', SETTINGS, measure),
};

async function measure({ url, simulator }: Side) {
  const ids = await runningInstances(simulator.ec2, INSTANCES);
  const generator = startGenerator();
  const target = { url, lines: ids.map(read), seconds: SECONDS };
  // As warm as a service is that has run for a while: these need no EC2, and so are many.
  await generator.put({
    url,
    lines: ['GET /v1/i-unknown/attributes'],
    seconds: 2 * SECONDS,
    atOnce: AT_ONCE / 2,
  });
  await generator.put({ ...target, atOnce: AT_ONCE });
  const peaks: Round[] = [];
  const overloads: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    peaks.push(await observed(url, generator.put({ ...target, atOnce: AT_ONCE })));
    overloads.push(await observed(url, generator.put({ ...target, perSecond: OFFERED })));
  }
  generator.end();
  return findings(peaks, overloads);
}

/** Reads go together in few EC2 calls: a call of its own for each would leave the processor to the SDK. */
function read(id: string): string {
  return `GET /v1/${id}/attributes`;
}

interface Round extends Outcome {
  /** How long each probe took. */
  readonly probes: readonly number[];
}

/** Asks whether the service lives, again and again while it is under load. */
async function observed(url: string, load: Promise<Outcome>): Promise<Round> {
  const client = new Client(url);
  const probes: number[] = [];
  let isOver = false;
  const probing = (async () => {
    while (!isOver) {
      const began = performance.now();
      const { status } = await client.send({ method: 'GET', path: '/livez' });
      probes.push(status === 200 ? performance.now() - began : Number.POSITIVE_INFINITY);
      await delay(PROBE_MS);
    }
  })();
  const outcome = await load;
  isOver = true;
  await probing;
  client.close();
  return { ...outcome, probes };
}

function findings(peaks: readonly Round[], overloads: readonly Round[]) {
  const table = {
    [`${AT_ONCE} clients`]: row(peaks),
    [`${OFFERED.toLocaleString('en')} a second`]: row(overloads),
  };
  const [peak, overload] = [row(peaks), row(overloads)];
  const share = (100 * overload['answers/s']) / peak['answers/s'];
  return {
    table,
    targets: [
      atLeast('offered, of what was to be', (100 * overload['offered/s']) / OFFERED, 95, '%'),
      atLeast('answers under ten times the load, of those at the peak', share, 90, '%'),
      atMost('p99 of what is accepted, of that at the peak', overload['p99 ms'] / peak['p99 ms'], 2, '×'),
      atMost('p99 of refusals', overload['refusals p99 ms'], 10, 'ms'),
      atMost('slowest answer of /livez', overload['slowest /livez ms'], 100, 'ms'),
      exactly(
        'neither answered nor refused',
        [...peaks, ...overloads].reduce((sum, { others }) => sum + others, 0),
        0,
      ),
    ],
  };
}

/** The medians over the rounds; of the probes the slowest of all. */
function row(rounds: readonly Round[]) {
  const of = (value: (round: Round) => number) => median(rounds.map(value));
  const p99 = (ms: readonly number[]) => (ms.length === 0 ? 0 : percentile(ms, 0.99));
  const perSecond = (count: number, { elapsedMs }: Round) => (1000 * count) / elapsedMs;
  return {
    'offered/s': of((round) => perSecond(round.accepted.length + round.refused.length + round.others, round)),
    'answers/s': of((round) => perSecond(round.accepted.length, round)),
    'p50 ms': of(({ accepted }) => percentile(accepted, 0.5)),
    'p99 ms': of(({ accepted }) => p99(accepted)),
    'refusals/s': of((round) => perSecond(round.refused.length, round)),
    'refusals p99 ms': of(({ refused }) => p99(refused)),
    'slowest /livez ms': Math.max(...rounds.flatMap(({ probes }) => probes)),
  };
}
