import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from '../support/percentile.js';
import { load } from './load.js';
import { type Door, graphql, plain, plainPost, rest } from './questions.js';
import type { Announcement } from './servers/announce.js';

export interface Contestant {
  readonly name: string;
  /** The file that serves it, without its extension: of servers/, or a whole path. */
  readonly server: string;
  readonly door: Door;
}

const CONTESTANTS: readonly Contestant[] = [
  { name: 'node:http', server: 'node-http', door: plain },
  { name: 'Express', server: 'express', door: plain },
  { name: 'Express, requests made as here', server: 'express-as-made', door: plain },
  { name: 'Express, POST', server: 'express', door: plainPost },
  { name: 'Apollo Server', server: 'apollo', door: graphql },
  { name: 'GraphQL Yoga', server: 'yoga', door: graphql },
  { name: 'Mercurius with jit', server: 'mercurius', door: graphql },
  { name: 'GraphQL', server: 'service', door: graphql },
  { name: 'REST', server: 'service', door: rest },
  { name: 'GraphQL, simulated EC2', server: 'simulated', door: graphql },
  { name: 'REST, simulated EC2', server: 'simulated', door: rest },
];

const ROUNDS = 5;
/** Of load on each server in each round. */
const SECONDS = 2;
const CONNECTIONS = 20;

export interface Throughput {
  readonly name: string;
  /** The median over the rounds. */
  readonly answersPerSecond: number;
  readonly slowest: number;
  readonly fastest: number;
  /** The processor time of the server for an answer; the median. Less moved by what else the machine does. */
  readonly cpuMicroseconds: number;
}

/** Measures all servers in turn, round after round, each in a process of its own, none but one under load at a time. */
export async function measureThroughput(
  instances: number,
  contestants: readonly Contestant[] = CONTESTANTS,
  rounds = ROUNDS,
): Promise<Throughput[]> {
  const servers = await startServers([...new Set(contestants.map(({ server }) => server))]);
  try {
    return await measure(instances, contestants, servers, rounds);
  } finally {
    for (const { child } of servers.values()) child.kill();
  }
}

interface Running extends Announcement {
  readonly child: ChildProcess;
}

async function startServers(names: readonly string[]): Promise<Map<string, Running>> {
  const started = names.map(async (name) => {
    const child = fork(fileURLToPath(new URL(`${name}.js`, new URL('servers/', import.meta.url))), {
      env: { NODE_ENV: 'production', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    const failed = once(child, 'exit').then(() => Promise.reject(new Error(`${name} did not start`)));
    const [announcement] = (await Promise.race([once(child, 'message'), failed])) as [Announcement];
    failed.catch(() => {});
    return [name, { child, ...announcement }] as const;
  });
  return new Map(await Promise.all(started));
}

async function measure(
  instances: number,
  contestants: readonly Contestant[],
  servers: ReadonlyMap<string, Running>,
  rounds: number,
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
      const { answers, seconds } = await load(server.url, asked, SECONDS, CONNECTIONS);
      const used = (await cpuMicroseconds(server.child)) - before;
      // The first round only warms up.
      if (round === 0) continue;
      rates.push(answers / seconds);
      cpu.push(used / answers);
    }
  }
  return runs.map(({ name, rates, cpu }) => ({
    name,
    answersPerSecond: median(rates),
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    cpuMicroseconds: median(cpu),
  }));
}

async function cpuMicroseconds(child: ChildProcess): Promise<number> {
  child.send('cpu');
  const [used] = await once(child, 'message');
  return used;
}
