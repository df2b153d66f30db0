import type { ServerResponse } from 'node:http';
import { deadlineIn } from './deadline.js';

/** Aborts at the deadline of a request, with a TimeoutError, and when its client hangs up. */
export function requestSignal(response: ServerResponse, timeoutMs: number): AbortSignal {
  if (response.destroyed) return AbortSignal.abort();
  const { signal, hangUp, end } = deadlineIn(timeoutMs);
  response.once('close', () => {
    if (response.writableFinished) end();
    else hangUp();
  });
  return signal;
}
