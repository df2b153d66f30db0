import type { Clock } from '../ec2/clock.js';
import type { Trail } from '../ec2/trail.js';

/** Writes at once as many of the bytes as can be written, at least one, and gives their number; throws where none can be. */
export type WriteNow = (bytes: Uint8Array) => number;

/** Is told of each entry whether it could be written. */
export interface Watch {
  written(audit: string): void;
  failed(fault: unknown): void;
}

/** While a pipe is full. */
const PAUSE_MS = 10;
const MOST_PAUSES = 100;

/**
 * The audit trail as lines of JSON. An entry is written before its promise resolves, so that no process can end with it still in
 * its memory; where whoever reads the lines falls behind, they wait for a second.
 */
export function auditLog(write: WriteNow, clock: Clock, watch: Watch): Trail {
  let last: Promise<void> = Promise.resolve();
  let isBroken = false;

  const writeAll = async (line: Uint8Array): Promise<void> => {
    let rest = line;
    for (let pauses = 0; rest.length > 0; ) {
      try {
        rest = rest.subarray(write(rest));
        isBroken = rest.length > 0;
      } catch (error) {
        if (!isFull(error) || pauses === MOST_PAUSES) throw error;
        pauses += 1;
        await clock.delay(PAUSE_MS);
      }
    }
  };

  return {
    write(entry) {
      const line = `${JSON.stringify({ time: new Date(clock.now()).toISOString(), ...entry })}\n`;
      // One after the other, and never behind half of another.
      last = last
        .catch(() => {})
        .then(() => writeAll(Buffer.from(isBroken ? `\n${line}` : line)))
        .then(
          () => watch.written(entry.audit),
          (fault) => {
            watch.failed(fault);
            throw fault;
          },
        );
      return last;
    },
  };
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}
