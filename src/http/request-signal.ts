import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';

/**
 * Aborts at the deadline of a request, with a TimeoutError, and when its client hangs up: what nobody waits for is not asked of
 * EC2.
 */
export function requestSignal(response: ServerResponse, timeoutMs: number): AbortSignal {
  if (response.destroyed) return AbortSignal.abort();
  const controller = new AbortController();
  // Every id that a request asks for listens to it.
  setMaxListeners(0, controller.signal);
  const deadline = () => controller.abort(new DOMException('the deadline has come', 'TimeoutError'));
  const timer = setTimeout(deadline, timeoutMs);
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
