import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../auth/caller.js';
import type { Attempt, CallerOf } from '../auth/recording-refusals.js';
import { ServiceError } from '../errors.js';
import { Failure } from '../rest/failure.js';
import { requestIdOf } from './request-id.js';

/** In characters: nobody is known yet, and a path may be as long as all headers. */
const MOST_OF_OPERATION = 200;

const REALM = 'Bearer realm="launch-provision"';

/** Finds out who asks, before anything of a request is read. */
export function authenticate(callerOf: CallerOf): RequestHandler {
  return (request, response, next) => {
    const letIn = (caller: Caller) => {
      response.locals.caller = caller;
      next();
    };
    const caller = callerOf(attemptOf(request, response));
    // Express hands on what is rejected.
    if (caller instanceof Promise)
      return caller.catch((error) => refuse(error, request, response)).then(letIn);
    return letIn(caller);
  };
}

function refuse(error: unknown, request: Request, response: Response): never {
  if (!(error instanceof ServiceError)) throw error;
  if (error.code === 'UNAUTHENTICATED') {
    const isGiven = request.headers.authorization !== undefined;
    response.set('WWW-Authenticate', isGiven ? `${REALM}, error="invalid_token"` : REALM);
  }
  throw new Failure(error.code, error.message, error);
}

function attemptOf(request: Request, response: Response): Attempt {
  return {
    authorization: request.headers.authorization,
    address: request.socket.remoteAddress ?? 'unknown',
    describe: () => ({
      requestId: requestIdOf(response),
      operation: `${request.method} ${request.baseUrl}${request.path}`.slice(0, MOST_OF_OPERATION),
    }),
  };
}

/** Who asks; only behind authentication. */
export function callerOf({ locals }: Response): Caller {
  return locals.caller as Caller;
}
