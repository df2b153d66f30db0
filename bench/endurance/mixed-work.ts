import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenario.js';
import { reading } from '../support/burst.js';
import type { Answer, Ask } from '../support/client.js';
import { runningInstances } from '../support/fleet.js';
import { residentMiB } from '../support/memory.js';
import { median } from '../support/percentile.js';
import { type Side, withSide } from '../support/side.js';
import { atMost, exactly } from '../targets.js';

const CONNECTIONS = 200;
/** Those of them that launch and terminate all the time. */
const LAUNCHERS = 2;
const INSTANCES = 1000;
const MINUTES = 10;
const SAMPLE_MS = 1000;
/** The memory goes up and down with what is collected: it is that in the middle of so many samples. */
const SAMPLES = 30;
const FIRST_MINUTE = 60;

/** A document that nobody has sent before so often that it is compiled, and then answered the short way. */
const TIMES = 4;
const FIELDS = 150;

/** What one connection asks, in turn; `n` is different for each. */
const WORK: readonly ((ids: readonly string[], n: number) => Ask | readonly Ask[])[] = [
  (ids, n) => reading(pick(ids, n)),
  (ids, n) =>
    query('query One($id: ID!) { instance(id: $id) { id state instanceType tags { key value } } }', {
      id: pick(ids, n),
    }),
  (ids, n) => reading(pick(ids, n * 7)),
  // What is remembered of documents, small or large, has to be bounded.
  (ids, n) => fresh(pick(ids, n), n, 1),
  (ids, n) => fresh(pick(ids, n), n, FIELDS),
  () =>
    query('query List($first: Int!) { instances(first: $first) { nodes { id state launchTime } } }', {
      first: 100,
    }),
  (ids, n) => ({ method: 'PUT', path: `/v1/${pick(ids, n)}/reboot` }),
  (_, n) => ({ method: 'GET', path: `/v1/i-${n.toString(16).padStart(17, '0')}/attributes` }),
  (ids, n) => ({ method: 'PUT', path: `/v1/${pick(ids, n)}/start` }),
];

export const mixedWork: Scenario = {
  name: 'mixed-work',
  title: '200 connections with mixed work for ten minutes, with a heap of 512 MiB: the memory of the service',
  run: () => withSide('service', SETTINGS, measure),
};

/**
 * EC2 in a process of its own, which neither waits nor throttles, so that the service has all there is to do. Its heap is
 * bounded, as V8 would rather grow it for gigabytes than collect what nobody keeps any more.
 */
const SETTINGS = {
  simulator: { SIMULATOR_LATENCY_MS: '0', SIMULATOR_THROTTLING: 'off', SIMULATOR_TRANSITION_MS: '0' },
  service: { EC2_BUDGET: 'off', NODE_OPTIONS: '--max-old-space-size=512' },
};

async function measure(side: Side) {
  const ids = await runningInstances(side.simulator.ec2, INSTANCES);
  const end = new AbortController();
  const counts = { answers: 0, failures: 0 };
  const counted = async (ask: Ask) => {
    const answer = await side.client.send(ask).catch(() => undefined);
    const isAnswer = answer !== undefined && answer.status < 500;
    counts[isAnswer ? 'answers' : 'failures'] += 1;
    return answer;
  };
  const work = Array.from({ length: CONNECTIONS }, (_, n) =>
    n < LAUNCHERS ? launchAndTerminate(counted, n, end.signal) : workAt(counted, ids, n, end.signal),
  );
  const samples: number[] = [];
  while (samples.length < MINUTES * FIRST_MINUTE) {
    await delay(SAMPLE_MS);
    samples.push(await residentMiB(side.pid()));
  }
  end.abort();
  await Promise.all(work);
  const first = median(samples.slice(FIRST_MINUTE - SAMPLES / 2, FIRST_MINUTE + SAMPLES / 2));
  const last = median(samples.slice(-SAMPLES));
  return {
    table: {
      service: {
        answers: counts.answers,
        failures: counts.failures,
        'after a minute MiB': first,
        'at the end MiB': last,
        'most MiB': Math.max(...samples),
      },
    },
    targets: [
      atMost('memory at the end, of that after the first minute', last / first, 1.1, '×'),
      exactly('requests without an answer', counts.failures, 0),
    ],
  };
}

type Send = (ask: Ask) => Promise<Answer | undefined>;

async function workAt(
  send: Send,
  ids: readonly string[],
  connection: number,
  end: AbortSignal,
): Promise<void> {
  for (let n = connection; !end.aborted; n += CONNECTIONS) {
    const ask = WORK[(n + Math.floor(n / CONNECTIONS)) % WORK.length] as (typeof WORK)[number];
    for (const one of [ask(ids, n)].flat()) await send(one);
  }
}

async function launchAndTerminate(send: Send, connection: number, end: AbortSignal): Promise<void> {
  for (let n = connection; !end.aborted; n += LAUNCHERS) {
    const launched = await send({
      method: 'PUT',
      path: '/v1/launch',
      headers: { 'idempotency-key': `endurance-${n}` },
      body: { ami: 'ami-12c6146b', instance_type: 't3.micro' },
    });
    for (const id of (launched?.body ?? []) as string[]) {
      await send(reading(id));
      await send({ method: 'PUT', path: `/v1/${id}/terminate` });
    }
  }
}

function fresh(id: string, n: number, fields: number): readonly Ask[] {
  const selection = Array.from({ length: fields }, (_, field) => `a${n}_${field}: state`).join(' ');
  return Array(TIMES).fill(query(`{ instance(id: "${id}") { ${selection} } }`));
}

function pick(ids: readonly string[], n: number): string {
  return ids[n % ids.length] ?? '';
}

function query(text: string, variables: object = {}): Ask {
  return { method: 'POST', path: '/graphql', body: { query: text, variables } };
}
