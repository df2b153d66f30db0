import { ServiceError } from '../errors.js';

/** Nothing was sent, so nothing was done. */
export function deadlinePassed(): ServiceError {
  return new ServiceError('TIMEOUT', 'the deadline of the request passed before EC2 was asked', {
    retryable: true,
  });
}
