import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Running } from '../support/process.js';
import { type Answer, Connection } from './connection.js';
import { faultOf, faultOfAny } from './faults.js';
import { graphqlRequests } from './graphql-requests.js';
import { type Sent, written } from './http-text.js';
import { Launched } from './launched.js';
import { type Raw, rawBytes } from './raw-bytes.js';
import { restRequests } from './rest-requests.js';
import { startFaultyService } from './service.js';
import { leastHeap, type Watch, watch } from './watch.js';

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 100_000);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Those that ask at once are answered in one turn of the event loop: more of them would be a block that no one request makes. */
const CONNECTIONS = 16;
/** That tell how the heap grows. */
const FEWEST_LOOKS = 50;
/** Requests that are made up together. */
const CHUNK = 100;

const LIVEZ = written('GET', '/livez', [], undefined);

let service: Running;
let port: number;
let watching: Watch;

beforeEach(async () => {
  service = await startFaultyService();
  port = Number(new URL(service.url).port);
  watching = watch(service);
});

afterEach(() => watching.stop());

/**
 * As many values as wanted, the same for the same seed. Some come again at once, up to `most` times, as what comes again goes
 * other ways; all others are different.
 */
function* made<T>(arbitrary: fc.Arbitrary<T>, count: number, most: number): Generator<T> {
  for (let done = 0, chunk = 0; done < count; chunk++) {
    const values = fc.sample(arbitrary, { seed: SEED + chunk, numRuns: CHUNK });
    const times = 1 + (chunk % most);
    for (let time = 0; time < times; time++) yield* values;
    done += CHUNK * times;
  }
}

/** Works on all of them over many connections at once; a generator gives each to one. */
async function onConnections<T>(
  values: Iterable<T>,
  work: (value: T, connection: Connection) => Promise<void>,
) {
  const connections = Array.from({ length: CONNECTIONS }, () => new Connection(port));
  // One after the other, as a server that is busy takes long to accept many.
  for (const connection of connections) await connection.ask(LIVEZ, false);
  await Promise.all(
    connections.map(async (connection) => {
      for (const value of values) await work(value, connection);
      connection.close();
    }),
  );
}

function shown(sent: Sent, answer: Answer | undefined, fault: string) {
  return {
    fault,
    sent: sent.bytes.toString().slice(0, 2000),
    answer: answer && { ...answer, body: answer.body.slice(0, 1000) },
  };
}

/** Sends them all; the launches among the answers, and what was wrong with any. */
async function sendAll(requests: Iterable<Sent>) {
  const launched = new Launched();
  const faults: unknown[] = [];
  await onConnections(requests, async (sent, connection) => {
    const answer = await connection.ask(sent.bytes, sent.isHead ?? false);
    launched.note(sent, answer);
    const fault = answer ? faultOf(sent, answer) : 'no answer';
    if (fault !== undefined && faults.length < 10) faults.push(shown(sent, answer, fault));
  });
  return { launched, faults };
}

async function expectHealth(): Promise<void> {
  expect((await fetch(`${service.url}/livez`)).status).toBe(200);
  await watching.stop();
  const [, ...log] = service.output().split(/(?<=t3.micro'\n)/);
  expect(log.join('')).toBe('');
  const blocked = Math.max(...watching.looks.map(({ blockedMs }) => blockedMs));
  // By then all that the service remembers is full.
  const growth = leastHeap(watching.looks, 0.8, 1) / leastHeap(watching.looks, 0.4, 0.6);
  process.stdout.write(
    `  event loop blocked for up to ${Math.round(blocked)} ms, heap times ${growth.toFixed(2)}\n`,
  );
  expect(blocked).toBeLessThan(200);
  // In less time the heap is hardly swept once.
  if (watching.looks.length >= FEWEST_LOOKS) expect(growth).toBeLessThan(1.3);
}

/** Asks until there is an answer that settles it. */
async function settled(sent: Sent): Promise<Answer> {
  for (let attempts = 1; ; attempts++) {
    const connection = new Connection(port);
    const answer = await connection.ask(sent.bytes, false);
    connection.close();
    if (answer && answer.status < 500 && !answer.body.includes('"retryable":true')) return answer;
    if (attempts === 100)
      throw new Error(`never settled: ${JSON.stringify(shown(sent, answer, 'unsettled'))}`);
    await delay(50);
  }
}

async function existing(): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const query = `{ instances(first: 1000, after: ${JSON.stringify(after)}) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
    const bytes = written(
      'POST',
      '/graphql',
      [['Content-Type', 'application/json']],
      JSON.stringify({ query }),
    );
    const { nodes, pageInfo } = JSON.parse((await settled({ bytes, door: 'GraphQL' })).body).data.instances;
    ids.push(...nodes.map(({ id }: { id: string }) => id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
  }
}

/** Launches whose outcome was not told are repeated with their keys; then there is nothing that nobody has named. */
async function expectNothingUnnamed(launched: Launched): Promise<void> {
  for (const sent of launched.unclear) launched.note(sent, await settled(sent));
  const unnamed = (await existing()).filter((id) => !launched.ids.has(id));
  expect(unnamed).toEqual([]);
  expect(launched.ids.size).toBeGreaterThan(0);
}

/** Some to work on. */
async function someInstances(launched: Launched): Promise<string[]> {
  const body = JSON.stringify({ ami: 'ami-12c6146b', instance_type: 't3.micro', max_count: 20 });
  const headers = [
    ['Content-Type', 'application/json'],
    ['Idempotency-Key', 'some'],
  ] as const;
  const sent: Sent = { bytes: written('PUT', '/v1/launch', headers, body), door: 'REST', launches: true };
  launched.note(sent, await settled(sent));
  return [...launched.ids];
}

describe(`The service, asked ${REQUESTS} times with FUZZ_SEED=${SEED}`, () => {
  it.each<[string, (ids: readonly string[]) => fc.Arbitrary<Sent>, number]>([
    ['REST with whatever parameters', restRequests, 1],
    ['GraphQL with whatever documents', graphqlRequests, 5],
  ])(
    'answers %s in the documented form, and launches nothing that it does not tell',
    async (_what, requests, most) => {
      const before = new Launched();
      const ids = await someInstances(before);
      const { launched, faults } = await sendAll(made(requests(ids), REQUESTS * 0.45, most));
      for (const id of ids) launched.ids.add(id);
      expect(faults).toEqual([]);
      await expectHealth();
      await expectNothingUnnamed(launched);
    },
  );

  it('outlives whatever bytes', async () => {
    const faults: unknown[] = [];
    await onConnections(made(rawBytes, REQUESTS * 0.1, 1), async (raw) => {
      const answers = await answersTo(raw);
      const bad = answers.flatMap((answer) => {
        const fault = faultOfAny(answer);
        return fault === undefined ? [] : [{ fault, answer }];
      });
      const isLost = finals(answers) < raw.answers;
      if (bad.length > 0 || isLost)
        faults.push({ bad, isLost, sent: Buffer.concat(raw.parts).toString('latin1').slice(0, 500) });
    });
    expect(faults.slice(0, 10)).toEqual([]);
    await expectHealth();
  });
});

/** Of these answers, those that are more than a sign to go on. */
function finals(answers: readonly Answer[]): number {
  return answers.filter(({ status }) => status !== 100).length;
}

/** All answers on a connection of its own, until the server ends it or, once all have come, says nothing more. */
async function answersTo({ parts, answers: wanted, isCutOff }: Raw): Promise<Answer[]> {
  const connection = new Connection(port);
  const socket = await connection.open();
  for (const part of parts) {
    socket.write(part);
    await delay(1);
  }
  const answers: Answer[] = [];
  const readOn = async (isEnough: () => boolean) => {
    while (!isEnough()) {
      const answer = await connection.read();
      if (answer === undefined) return;
      answers.push(answer);
    }
  };
  await readOn(() => finals(answers) >= wanted);
  const silence = delay(isCutOff ? 5 : 30).then(() => connection.close());
  await readOn(() => false);
  await silence;
  return answers;
}
