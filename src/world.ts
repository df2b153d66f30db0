import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

/** Time and chance, injected so that tests need neither wait nor hope. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** A number from 0 up to 1. */
  random(): number;
  /** Resolves after so many milliseconds, or rejects as soon as the signal aborts. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves once the event loop has gone round: requests that have come in meanwhile have been read. */
  arrived(): Promise<void>;
}

export const realWorld: World = {
  now: Date.now,
  random: Math.random,
  delay: (ms, signal) => wait(ms, undefined, { signal }),
  arrived: () => nextTurn(),
};
