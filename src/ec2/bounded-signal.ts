import type { Clock } from './clock.js';

/** A signal for a piece of work that lasts as long as those whose it is, and no longer than a time. */
export interface BoundedSignal {
  readonly signal: AbortSignal;
  /** The work is done. */
  end(): void;
}

/** Aborts after the time with a TimeoutError, or with the first of the others, for its reason. */
export function deadlineAfter(ms: number, clock: Clock, others: readonly AbortSignal[]): BoundedSignal {
  const work = new AbortController();
  const done = new AbortController();
  const follow = ({ target }: Event) => work.abort((target as AbortSignal).reason);
  for (const other of others) {
    if (other.aborted) work.abort(other.reason);
    else other.addEventListener('abort', follow, { once: true });
  }
  const pass = () => work.abort(new DOMException('the deadline has come', 'TimeoutError'));
  // What rejects is the end of it.
  clock.delay(ms, done.signal).then(pass, () => {});
  return {
    signal: work.signal,
    end() {
      done.abort();
      for (const other of others) other.removeEventListener('abort', follow);
    },
  };
}
