import type { Trail } from '../ec2/trail.js';
import { ServiceError } from '../errors.js';
import type { Authentication } from './authentication.js';
import type { Caller } from './caller.js';

/** What somebody came with, who wants to be let in. */
export interface Attempt {
  readonly authorization: string | undefined;
  /** Of the peer. */
  readonly address: string;
  /** Asked for only where it is refused. */
  describe(): {
    readonly requestId: string;
    /** As in `PUT /v1/launch`. */
    readonly operation: string;
  };
}

/** Who asks. Rejects as authentication does. */
export type CallerOf = (attempt: Attempt) => Caller | Promise<Caller>;

/** Authentication that writes down whom it did not let in. */
export function recordingRefusals(authentication: Authentication, trail: Trail): CallerOf {
  const refuse = (error: unknown, { address, describe }: Attempt): never => {
    if (error instanceof ServiceError && error.code === 'UNAUTHENTICATED') {
      const refusal = { caller: address, ...describe(), reason: error.message };
      // Nobody waits for it: whoever is refused would keep others out meanwhile.
      void trail.write({ audit: 'refused', ...refusal }).catch(() => {});
    }
    throw error;
  };
  return (attempt) => {
    const caller = authentication.callerOf(attempt.authorization, attempt.address);
    return caller instanceof Promise ? caller.catch((error) => refuse(error, attempt)) : caller;
  };
}
