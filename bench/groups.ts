import { reads, starts, stops, terminates } from './coalescing/bursts.js';
import { fairness } from './coalescing/fairness.js';
import { killedLaunches, launches } from './coalescing/launches.js';
import { loneReads } from './coalescing/lone-reads.js';
import { mixedStarts } from './coalescing/mixed-starts.js';
import { newInstances } from './coalescing/new-instances.js';
import type { Scenario } from './scenario.js';

/** Every scenario, by its group. */
export const GROUPS: Readonly<Record<string, readonly Scenario[]>> = {
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
};
