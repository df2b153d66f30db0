import type { Clock } from '../ec2/clock.js';

/** Writes at once as many of the bytes as can be written, at least one, and gives their number; throws where none can be. */
export type WriteNow = (bytes: Uint8Array) => number;

/** Writes a line as a whole; rejects where it cannot be written. A minor one gives up sooner. */
export type WriteLine = (line: string, isMinor?: boolean) => Promise<void>;

/** While a pipe is full. */
const PAUSE_MS = 10;
const MOST_PAUSES = 100;
/** Lines that wait; further ones fail at once, so that they cannot fill the memory. */
const MOST_WAITING = 1000;
/** Where so many wait, minor ones fail, so that they leave room for the others. */
const MOST_WAITING_FOR_MINOR = 50;

interface Waiting {
  readonly line: string;
  /** What is still to be written of it, once it has begun. */
  rest: Uint8Array | undefined;
  /** The pause after which it fails. */
  readonly lastPause: number;
  done(): void;
  fail(fault: unknown): void;
}

/**
 * Lines one after the other, and never behind half of another. A line is written before its promise resolves, so that no
 * process can end with it still in its memory; where whoever reads the lines falls behind, each waits for a second at most.
 */
export function wholeLines(write: WriteNow, clock: Pick<Clock, 'delay'>): WriteLine {
  const waiting: Waiting[] = [];
  let pauses = 0;
  let isBroken = false;
  let isPausing = false;

  const writeRest = (next: Waiting): void => {
    next.rest ??= Buffer.from(isBroken ? `\n${next.line}` : next.line);
    while (next.rest.length > 0) {
      next.rest = next.rest.subarray(write(next.rest));
      isBroken = next.rest.length > 0;
    }
  };

  /** As far as it gets, at once. */
  const writeWaiting = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      try {
        writeRest(next);
        next.done();
      } catch (error) {
        if (isFull(error) && pauses < next.lastPause) return void pause();
        next.fail(error);
      }
      waiting.shift();
    }
  };

  const pause = async (): Promise<void> => {
    isPausing = true;
    await clock.delay(PAUSE_MS);
    isPausing = false;
    pauses += 1;
    writeWaiting();
  };

  return (line, isMinor = false) =>
    new Promise((done, fail) => {
      const most = isMinor ? MOST_WAITING_FOR_MINOR : MOST_WAITING;
      if (waiting.length >= most) return fail(new Error(`${waiting.length} lines wait to be written`));
      waiting.push({ line, rest: undefined, lastPause: pauses + MOST_PAUSES, done, fail });
      if (!isPausing) writeWaiting();
    });
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}
