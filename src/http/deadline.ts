import { setMaxListeners } from 'node:events';

/** The end of what is carried out for one request. */
export interface Deadline {
  /** Aborted with a TimeoutError at the deadline, without one where nobody waits any longer. */
  readonly signal: AbortSignal;
  /** What nobody waits for is not asked of EC2. */
  hangUp(): void;
  /** It has been answered. */
  end(): void;
}

/** Of setTimeout, 24 days; what is longer it would take for nothing at all. */
const LONGEST_MS = 2 ** 31 - 1;

/** @param timeoutMs Infinity for none */
export function deadlineIn(timeoutMs: number): Deadline {
  const controller = new AbortController();
  // Every id that a request asks for listens to it.
  setMaxListeners(0, controller.signal);
  const pass = () => controller.abort(new DOMException('the deadline has come', 'TimeoutError'));
  const timer = timeoutMs > LONGEST_MS ? undefined : setTimeout(pass, timeoutMs);
  const end = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    hangUp() {
      end();
      controller.abort();
    },
    end,
  };
}
