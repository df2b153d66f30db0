import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '../scenario.js';
import { Client } from '../support/client.js';
import { runningInstances } from '../support/fleet.js';
import { median, percentile } from '../support/percentile.js';
import { start } from '../support/processes.js';
import { type Side, withSide } from '../support/side.js';
import { atLeast, atMost, exactly } from '../targets.js';
import { type Outcome, startGenerator } from './load.js';

const AT_ONCE = 50;
const OFFERED = 5000;
const INSTANCES = 1000;
const SECONDS = 5;
const ROUNDS = 5;
const PROBE_MS = 50;

/** What the machine gives at best: of the time that a refusal takes here, it is not the service's. */
const REFUSING = fileURLToPath(new URL('../baselines/refusing.js', import.meta.url));

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
  const refusing = await start({ script: REFUSING, environment: {} });
  const target = { url, lines: ids.map(read), seconds: SECONDS };
  const peak = { ...target, atOnce: AT_ONCE };
  const overload = { ...target, perSecond: OFFERED };
  // As warm as a service is that has run for a while: these need no EC2, and so are many.
  const unknown = ['GET /v1/i-unknown/attributes'];
  await generator.put({ url, lines: unknown, seconds: 2 * SECONDS, atOnce: AT_ONCE / 2 });
  for (const load of [peak, overload]) await generator.put(load);
  const rounds: Record<'peak' | 'overload' | 'refusing', Round[]> = { peak: [], overload: [], refusing: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rounds.peak.push(await observed(url, generator.put(peak)));
    rounds.overload.push(await observed(url, generator.put(overload)));
    const least = { ...overload, url: refusing.url };
    rounds.refusing.push(await observed(least.url, generator.put(least)));
  }
  generator.end();
  await refusing.kill();
  return findings(rounds);
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

function findings(rounds: Readonly<Record<'peak' | 'overload' | 'refusing', readonly Round[]>>) {
  const [peak, overload, refusing] = [row(rounds.peak), row(rounds.overload), row(rounds.refusing)];
  const offered = `${OFFERED.toLocaleString('en')} a second`;
  const share = (100 * overload['answers/s']) / peak['answers/s'];
  const lost = [...rounds.peak, ...rounds.overload].reduce((sum, { others }) => sum + others, 0);
  return {
    table: {
      [`${AT_ONCE} clients`]: peak,
      [offered]: overload,
      [`${offered}, node:http refuses all`]: refusing,
    },
    targets: [
      atLeast('offered, of what was to be', (100 * overload['offered/s']) / OFFERED, 95, '%'),
      atLeast('answers under ten times the load, of those at the peak', share, 90, '%'),
      atMost('p99 of what is accepted, of that at the peak', overload['p99 ms'] / peak['p99 ms'], 2, '×'),
      atMost('p99 of refusals', overload['refusals p99 ms'], 10, 'ms'),
      atMost('slowest answer of /livez', overload['slowest /livez ms'], 100, 'ms'),
      exactly('neither answered nor refused', lost, 0),
    ],
  };
}

/** The medians over the rounds; of the probes the slowest of all. */
function row(rounds: readonly Round[]) {
  const of = (value: (round: Round) => number) => median(rounds.map(value));
  const quantile = (ms: readonly number[], at: number) => (ms.length === 0 ? 0 : percentile(ms, at));
  const perSecond = (count: number, { elapsedMs }: Round) => (1000 * count) / elapsedMs;
  return {
    'offered/s': of((round) => perSecond(round.accepted.length + round.refused.length + round.others, round)),
    'answers/s': of((round) => perSecond(round.accepted.length, round)),
    'p50 ms': of(({ accepted }) => quantile(accepted, 0.5)),
    'p99 ms': of(({ accepted }) => quantile(accepted, 0.99)),
    'refusals/s': of((round) => perSecond(round.refused.length, round)),
    'refusals p50 ms': of(({ refused }) => quantile(refused, 0.5)),
    'refusals p99 ms': of(({ refused }) => quantile(refused, 0.99)),
    'slowest /livez ms': Math.max(...rounds.flatMap(({ probes }) => probes)),
  };
}
