import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { type Figures, percentiles } from '../figures.js';
import type { Ask, Course } from './client.js';
import type { Side, SideName } from './side.js';

export interface Burst {
  readonly figures: Figures;
  /** In the order of what was asked. */
  readonly courses: readonly Course[];
}

/** Asks everything at once, a client each, and repeats until all is settled or the limit is over. */
export async function burst(
  { client, simulator }: Side,
  asks: readonly Ask[],
  limitMs: number,
  onSettled: () => void = () => {},
): Promise<Burst> {
  const callsBefore = await simulator.calls();
  const signal = AbortSignal.timeout(limitMs);
  // Every request listens to it.
  setMaxListeners(0, signal);
  const began = performance.now();
  const courses = await Promise.all(
    asks.map(async (ask) => {
      const course = await client.settle(ask, signal);
      if (course.answer) onSettled();
      return course;
    }),
  );
  const elapsedMs = performance.now() - began;
  const ec2Calls = (await simulator.calls()) - callsBefore;
  return { figures: figuresOf(courses, elapsedMs, ec2Calls), courses };
}

export function figuresOf(courses: readonly Course[], elapsedMs: number, ec2Calls: number): Figures {
  const settled = courses.filter(({ answer }) => answer !== undefined);
  return {
    requests: courses.length,
    settled: settled.length,
    elapsedMs,
    ...percentiles(
      courses.length,
      settled.map((course) => course.elapsedMs),
    ),
    ec2Calls,
    failures: courses.reduce((sum, { failures }) => sum + failures, 0),
  };
}

/** The baseline's are fewer, as many would empty its bucket for a minute. */
const WARM_UP_READS: Readonly<Record<SideName, number>> = { service: 1000, baseline: 50 };
/** Long enough for the bucket of reads, 20 a second, to be full again. */
const REFILL_MS = 3000;

/** Has the code compiled by a burst of reads, and opens the connections. */
export async function warmUp(side: Side, ids: readonly string[]): Promise<void> {
  await burst(side, ids.slice(0, WARM_UP_READS[side.name]).map(reading), 10_000);
  await delay(REFILL_MS);
  await side.client.connect(ids.length);
}

export function reading(id: string): Ask {
  return { method: 'GET', path: `/v1/${id}/attributes?filter=state,instance_type,placement,launch_time` };
}

export function starting(id: string): Ask {
  return { method: 'PUT', path: `/v1/${id}/start` };
}
