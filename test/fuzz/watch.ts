import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Running } from '../support/process.js';

/** How the service has been at one moment. */
interface Look {
  /**
   * Longest time since the look before for which its event loop did nothing else, less the share that its thread waited for
   * a processor, of all the time that it was to run: waits elsewhere hide no block.
   */
  readonly blockedMs: number;
  readonly heapBytes: number;
}

export interface Watch {
  readonly looks: readonly Look[];
  stop(): Promise<void>;
}

const EVERY_MS = 250;

/** Looks at the metrics of the service again and again. */
export function watch({ url, pid }: Running): Watch {
  const looks: Look[] = [];
  const stopped = new AbortController();
  const look = async () => {
    // What was loaded for the first call of EC2 is no longer of interest.
    await (await fetch(`${url}/readyz`)).text();
    await (await fetch(`${url}/metrics`)).text();
    let before = timesOf(pid);
    while (!stopped.signal.aborted) {
      await delay(EVERY_MS);
      const metrics = await (await fetch(`${url}/metrics`)).text();
      const now = timesOf(pid);
      const [ran, waited] = [now.ranMs - before.ranMs, now.waitedMs - before.waitedMs];
      // The metric is the greatest since it was read last.
      const lagMs = 1000 * metric(metrics, 'nodejs_eventloop_lag_max_seconds');
      looks.push({
        blockedMs: ran + waited > 0 ? lagMs * (ran / (ran + waited)) : lagMs,
        heapBytes: metric(metrics, 'nodejs_heap_size_used_bytes'),
      });
      before = now;
    }
  };
  const done = look();
  return {
    looks,
    stop: () => {
      stopped.abort();
      return done;
    },
  };
}

/** What a heap does not fall below in a stretch of looks: what is left over after it was swept. */
export function leastHeap(looks: readonly Look[], from: number, to: number): number {
  const stretch = looks.slice(Math.floor(looks.length * from), Math.ceil(looks.length * to));
  return Math.min(...stretch.map(({ heapBytes }) => heapBytes));
}

function metric(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** How long the main thread of a process has run and waited for a processor so far: a busy machine is no fault of the service. */
function timesOf(pid: number) {
  try {
    const [ran, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return { ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 };
  } catch {
    return { ranMs: 0, waitedMs: 0 };
  }
}
