import { reads, starts, stops, terminates } from './coalescing/bursts.js';
import { fairness } from './coalescing/fairness.js';
import { killedLaunches, launches } from './coalescing/launches.js';
import { loneReads } from './coalescing/lone-reads.js';
import { mixedStarts } from './coalescing/mixed-starts.js';
import { newInstances } from './coalescing/new-instances.js';
import { mixedWork } from './endurance/mixed-work.js';
import { shedding } from './overload/shedding.js';
import type { Scenario } from './scenario.js';
import { hundred, one, thousand } from './speed/answers.js';
import { describing } from './speed/describing.js';
import { starting } from './speed/starting.js';

/** Every scenario, by its group. */
export const GROUPS = {
  coalescing: [
    reads,
    starts,
    stops,
    terminates,
    mixedStarts,
    loneReads,
    launches,
    killedLaunches,
    newInstances,
    fairness,
  ],
  speed: [one, hundred, thousand, describing, starting],
  endurance: [mixedWork],
  overload: [shedding],
} as const satisfies Readonly<Record<string, readonly Scenario[]>>;

export type GroupName = keyof typeof GROUPS;
