import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Load, Outcome } from './load.js';
import { type Answered, RawClient } from './raw-client.js';

/** A process of its own: it puts a server under the load that it is told to, and tells what came of it. */
process.on('disconnect', () => process.exit());
process.on('message', (load: Load) => void put(load).then((outcome) => process.send?.(outcome)));

const CONNECTIONS = 500;
/** Node's timers know no shorter time. */
const TICK_MS = 1;

async function put({ url, lines, seconds, ...how }: Load): Promise<Outcome> {
  const client = new RawClient(new URL(url));
  await client.open(CONNECTIONS);
  const answers: Answered[] = [];
  let sent = 0;
  const ask = async () => {
    const line = lines[sent++ % lines.length] ?? '';
    answers.push(await client.ask(line));
  };
  const began = performance.now();
  const elapsedMs = () => performance.now() - began;
  if ('atOnce' in how) {
    const asking = async () => {
      while (elapsedMs() < seconds * 1000) await ask();
    };
    await Promise.all(Array.from({ length: how.atOnce }, asking));
  } else {
    const all: Promise<void>[] = [];
    while (elapsedMs() < seconds * 1000) {
      const due = Math.floor((elapsedMs() * how.perSecond) / 1000);
      while (all.length < due) all.push(ask());
      await delay(TICK_MS);
    }
    await Promise.all(all);
  }
  const endedMs = elapsedMs();
  client.close();
  const msOf = (wanted: (status: number) => boolean) =>
    answers.filter(({ status }) => wanted(status)).map(({ ms }) => ms);
  return {
    accepted: msOf((status) => status === 200),
    refused: msOf((status) => status === 503),
    others: answers.filter(({ status }) => status !== 200 && status !== 503).length,
    elapsedMs: endedMs,
  };
}
