import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenario.js';
import { figuresOf, starting } from '../support/burst.js';
import { Client, type Course } from '../support/client.js';
import { stoppedInstances } from '../support/fleet.js';
import { onBothSides, type Side } from '../support/side.js';
import { LATENCY_MS, type Simulator } from '../support/simulator.js';
import { atLeast, atMost, exactly } from '../targets.js';

/** Twice what the bucket of started instances holds, so that one half has to queue. */
const BUSY = 2000;
const OTHERS = 5;
/** The address that the other caller comes from. */
const OTHER_ADDRESS = '127.0.0.2';
/** By then the bucket of started instances is empty. */
const QUEUED_AFTER_MS = 3000;

/** For the fleet, whose launch is not what is measured. */
const SETTINGS = {
  simulator: { SIMULATOR_THROTTLING: 'RunInstances.instances=3000/2,StopInstances.instances=3000/20' },
};

export const fairness: Scenario = {
  name: 'fairness',
  title: 'Single starts of a second caller, while 1,000 of a first one are queued',
  async run({ limitMs }) {
    const { service, baseline } = await onBothSides(SETTINGS, (side) => beside(side, limitMs));
    const most = 'most StartInstances calls until the answer';
    return {
      service: service.figures,
      baseline: baseline.figures,
      counts: { [most]: { service: service.mostCalls, baseline: baseline.mostCalls } },
      targets: [
        atLeast('starts queued by the first caller', service.queued, 900),
        exactly('failed', service.figures.requests - service.started, 0),
        atMost(most, service.mostCalls, 2),
      ],
    };
  },
};

/** One after the other, single starts beside those of a busy caller. */
async function beside({ url, client, simulator }: Side, limitMs: number) {
  const ids = await stoppedInstances(simulator.ec2, BUSY + OTHERS);
  const busy = new AbortController();
  setMaxListeners(0, busy.signal);
  let settled = 0;
  const crowd = ids.slice(OTHERS).map(async (id) => {
    const { answer } = await client.settle(starting(id), busy.signal);
    if (answer) settled += 1;
  });
  await delay(QUEUED_AFTER_MS);

  const queued = BUSY - settled;
  const other = new Client(url, OTHER_ADDRESS);
  const signal = AbortSignal.timeout(limitMs);
  const courses: Course[] = [];
  const calls: number[] = [];
  const began = performance.now();
  for (const id of ids.slice(0, OTHERS)) {
    if (signal.aborted) {
      courses.push({ answer: undefined, elapsedMs: 0, failures: 0 });
      continue;
    }
    const course = other.settle(starting(id), signal);
    const before = callsSoFar(simulator);
    courses.push(await course);
    calls.push((await simulator.calls('StartInstances')) - (await before));
  }
  const elapsedMs = performance.now() - began;
  busy.abort();
  await Promise.all(crowd);
  other.close();
  const allCalls = calls.reduce((sum, each) => sum + each, 0);
  return {
    figures: figuresOf(courses, elapsedMs, allCalls),
    started: courses.filter(({ answer, failures }) => answer?.status === 200 && failures === 0).length,
    queued,
    mostCalls: Math.max(...calls),
  };
}

/**
 * The simulator counts a call when its latency is over. So what it counts until shortly before that was under way before
 * now, and could no longer be joined.
 */
async function callsSoFar(simulator: Simulator): Promise<number> {
  await delay(LATENCY_MS - 10);
  return simulator.calls('StartInstances');
}
