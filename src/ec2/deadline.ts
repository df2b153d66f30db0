import { ServiceError } from '../errors.js';
import { ACTIONS, type Action } from './actions.js';

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

/** What a caller hears who gives up when EC2 may have been asked. */
export function abandoned(action: Action): ServiceError {
  const options = { retryable: true };
  return ACTIONS[action].access === 'read'
    ? new ServiceError('TIMEOUT', 'EC2 did not answer before the deadline of the request', options)
    : new ServiceError(
        'OUTCOME_UNKNOWN',
        'EC2 was asked and did not answer before the deadline of the request',
        options,
      );
}
