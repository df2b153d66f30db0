import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';

const VALID = /^[\x21-\x7e]{1,128}$/;

/** Gives every response an X-Request-Id: the caller's, if it sent a valid one. */
export const giveRequestId: RequestHandler = (request, response, next) => {
  response.setHeader('X-Request-Id', requestIdFor(request));
  next();
};

/** The id under which a request is answered: a fresh one each time where the caller sent none. */
export function requestIdFor({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && VALID.test(given) ? given : randomUUID();
}

export function requestIdOf(response: Response): string {
  return response.get('X-Request-Id') ?? '';
}
