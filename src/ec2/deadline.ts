import { ServiceError } from '../errors.js';

/** Whether a signal was aborted at a deadline, as that of `AbortSignal.timeout` is; else the client has hung up. */
export function isDeadline({ reason }: AbortSignal): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/** Nothing was sent, so nothing was done. */
export function deadlinePassed(): ServiceError {
  return new ServiceError('TIMEOUT', 'the deadline of the request passed before EC2 was asked', {
    retryable: true,
  });
}
