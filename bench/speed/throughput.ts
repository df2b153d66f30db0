import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { load } from './load.js';
import { COUNTS, type Door, graphql, plain, plainPost, rest } from './questions.js';
import type { Announcement } from './servers/announce.js';

interface Contestant {
  readonly name: string;
  /** The file of servers/ that serves it. */
  readonly server: string;
  readonly door: Door;
}

/** To which all others are put in relation. */
export const REFERENCE = 'Express';

const CONTESTANTS: readonly Contestant[] = [
  { name: 'node:http', server: 'node-http', door: plain },
  { name: REFERENCE, server: 'express', door: plain },
  { name: 'Express, POST', server: 'express', door: plainPost },
  { name: 'Apollo Server', server: 'apollo', door: graphql },
  { name: 'GraphQL Yoga', server: 'yoga', door: graphql },
  { name: 'Mercurius with jit', server: 'mercurius', door: graphql },
  { name: 'GraphQL', server: 'service', door: graphql },
  { name: 'REST', server: 'service', door: rest },
  { name: 'GraphQL, simulated EC2', server: 'simulated', door: graphql },
  { name: 'REST, simulated EC2', server: 'simulated', door: rest },
];

export interface ThroughputOptions {
  readonly rounds: number;
  /** Of load on each server in each round. */
  readonly seconds: number;
  readonly connections: number;
  /** Left out, all. */
  readonly only?: readonly string[];
}

export interface Throughput {
  readonly name: string;
  readonly instances: number;
  /** The median over the rounds. */
  readonly answersPerSecond: number;
  readonly slowest: number;
  readonly fastest: number;
  /** Of the medians of answers per second. */
  readonly ratioToExpress: number;
  /** The processor time of the server for an answer, in microseconds; the median. Less moved by what else the machine does. */
  readonly cpuMicroseconds: number;
  /** Of the medians of processor time, so that more is better here too. */
  readonly cpuRatioToExpress: number;
}

/** Measures all servers in turn, round after round, each in a process of its own, none but one under load at a time. */
export async function measureThroughput(options: ThroughputOptions): Promise<Throughput[]> {
  const { only } = options;
  const contestants = CONTESTANTS.filter(
    ({ name }) => only === undefined || name === REFERENCE || only.includes(name),
  );
  const servers = await startServers([...new Set(contestants.map(({ server }) => server))]);
  try {
    const figures: Throughput[] = [];
    for (const instances of COUNTS)
      figures.push(...(await measureOne(instances, contestants, servers, options)));
    return figures;
  } finally {
    for (const { child } of servers.values()) child.kill();
  }
}

interface Running extends Announcement {
  readonly child: ChildProcess;
}

async function startServers(names: readonly string[]): Promise<Map<string, Running>> {
  const started = names.map(async (name) => {
    const child = fork(fileURLToPath(new URL(`servers/${name}.js`, import.meta.url)), {
      env: { NODE_ENV: 'production', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    const failed = once(child, 'exit').then(() => Promise.reject(new Error(`${name} did not start`)));
    const [announcement] = (await Promise.race([once(child, 'message'), failed])) as [Announcement];
    failed.catch(() => {});
    return [name, { child, ...announcement }] as const;
  });
  return new Map(await Promise.all(started));
}

async function measureOne(
  instances: number,
  contestants: readonly Contestant[],
  servers: ReadonlyMap<string, Running>,
  { rounds, seconds, connections }: ThroughputOptions,
): Promise<Throughput[]> {
  const runs = contestants.flatMap(({ name, server, door }) => {
    const running = servers.get(server);
    const asked = running && door(instances, running.id);
    return running && asked
      ? [{ name, server: running, asked, rates: [] as number[], cpu: [] as number[] }]
      : [];
  });
  for (let round = 0; round <= rounds; round++) {
    for (const { server, asked, rates, cpu } of runs) {
      const before = await cpuMicroseconds(server.child);
      const { answers, seconds: taken } = await load(server.url, asked, seconds, connections);
      const used = (await cpuMicroseconds(server.child)) - before;
      // The first round only warms up.
      if (round === 0) continue;
      rates.push(answers / taken);
      cpu.push(used / answers);
    }
  }
  const reference = runs.find(({ name }) => name === REFERENCE);
  return runs.map(({ name, rates, cpu }) => ({
    name,
    instances,
    answersPerSecond: median(rates),
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    ratioToExpress: median(rates) / median(reference?.rates ?? []),
    cpuMicroseconds: median(cpu),
    cpuRatioToExpress: median(reference?.cpu ?? []) / median(cpu),
  }));
}

async function cpuMicroseconds(child: ChildProcess): Promise<number> {
  child.send('cpu');
  const [used] = await once(child, 'message');
  return used;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1, middle + 1);
  return (low + high) / 2;
}
