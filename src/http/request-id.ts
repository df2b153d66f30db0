import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const VALID = /^[\x21-\x7e]{1,128}$/;

/** Gives every response an X-Request-Id: the caller's, if it sent a valid one. */
export const giveRequestId: RequestHandler = (request, response, next) => {
  const given = request.headers['x-request-id'];
  response.setHeader('X-Request-Id', typeof given === 'string' && VALID.test(given) ? given : randomUUID());
  next();
};

export function requestIdOf(response: Response): string {
  return response.get('X-Request-Id') ?? '';
}
