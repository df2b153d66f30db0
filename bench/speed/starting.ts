import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '../scenario.js';
import { Client } from '../support/client.js';
import { residentMiB } from '../support/memory.js';
import { median } from '../support/percentile.js';
import { start } from '../support/processes.js';
import { MAIN } from '../support/simulator.js';
import { atMost } from '../targets.js';

const COMPILED = fileURLToPath(new URL('../../../build/main.js', import.meta.url));
const BUILDS = { 'compiled modules': COMPILED, bundle: MAIN };
const ROUNDS = 7;
/** After the first answer, until the memory is at rest. */
const REST_MS = 2000;

interface Start {
  readonly listeningMs: number;
  readonly firstAnswerMs: number;
  readonly restMiB: number;
}

export const starting: Scenario = {
  name: 'starting',
  title: 'From `node` to the first answer, a list of instances by the SDK, and the memory at rest after it',
  async run() {
    const starts = { 'compiled modules': [] as Start[], bundle: [] as Start[] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, script] of Object.entries(BUILDS)) {
        starts[name as keyof typeof BUILDS].push(await startOnce(script));
      }
    }
    const rows = { 'compiled modules': row(starts['compiled modules']), bundle: row(starts.bundle) };
    const share = rows.bundle['first answer ms'] / rows['compiled modules']['first answer ms'];
    return {
      table: rows,
      targets: [
        atMost('time to the first answer, of that of the compiled modules', share, 0.5, '×'),
        atMost('memory at rest', rows.bundle['at rest MiB'], 100, 'MiB'),
      ],
    };
  },
};

async function startOnce(script: string): Promise<Start> {
  const began = performance.now();
  const environment = { PORT: '0', LOG_LEVEL: 'silent', NODE_ENV: 'production', EC2_BACKEND: 'simulator' };
  const server = await start({ script, environment });
  const listeningMs = performance.now() - began;
  const client = new Client(server.url);
  try {
    const body = { query: '{ instances(first: 5) { nodes { id } } }' };
    await client.send({ method: 'POST', path: '/graphql', body });
    const firstAnswerMs = performance.now() - began;
    await delay(REST_MS);
    return { listeningMs, firstAnswerMs, restMiB: await residentMiB(server.pid) };
  } finally {
    client.close();
    await server.kill();
  }
}

function row(starts: readonly Start[]) {
  return {
    'listening ms': median(starts.map(({ listeningMs }) => listeningMs)),
    'first answer ms': median(starts.map(({ firstAnswerMs }) => firstAnswerMs)),
    'at rest MiB': median(starts.map(({ restMiB }) => restMiB)),
  };
}
