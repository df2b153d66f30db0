import type { Request, RequestHandler, Response } from 'express';
import type { Authentication } from '../auth/authentication.js';
import type { Caller } from '../auth/caller.js';
import type { Trail } from '../ec2/trail.js';
import { ServiceError } from '../errors.js';
import { Failure } from '../rest/failure.js';
import { requestIdOf } from './request-id.js';

const REALM = 'Bearer realm="launch-provision"';

/** Finds out who asks, before anything of a request is read. */
export function authenticate(authentication: Authentication, trail: Trail): RequestHandler {
  return async (request, response, next) => {
    const { authorization } = request.headers;
    const address = addressOf(request);
    try {
      const caller = authentication.callerOf(authorization, address);
      response.locals.caller = caller instanceof Promise ? await caller : caller;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.code === 'UNAUTHENTICATED') {
        response.set('WWW-Authenticate', authorization ? `${REALM}, error="invalid_token"` : REALM);
        const operation = `${request.method} ${request.baseUrl}${request.path}`;
        const refusal = { caller: address, requestId: requestIdOf(response), operation };
        await trail.write({ audit: 'refused', ...refusal, reason: error.message }).catch(() => {});
      }
      throw new Failure(error.code, error.message, error);
    }
    next();
  };
}

function addressOf({ socket }: Request): string {
  return socket.remoteAddress ?? 'unknown';
}

/** Leaves out pages, which hold nothing of anybody and ask for the token themselves. */
export function unlessPage(always: RequestHandler): RequestHandler {
  return (request, response, next) => {
    return asksForPage(request) ? next() : always(request, response, next);
  };
}

/** As Apollo Server decides it; what it then takes for an operation all the same has no caller and fails. */
const OPERATIONS = ['application/json', 'application/graphql-response+json', 'multipart/mixed'];

function asksForPage(request: Request): boolean {
  return request.method === 'GET' && request.accepts([...OPERATIONS, 'text/html']) === 'text/html';
}

/** Throws UNAUTHENTICATED where the request has not been authenticated. */
export function callerOf({ locals }: Response): Caller {
  if (locals.caller === undefined) throw new ServiceError('UNAUTHENTICATED', 'expected a token');
  return locals.caller as Caller;
}
