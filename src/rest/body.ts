import express, { type RequestHandler } from 'express';
import { Failure } from './failure.js';

const MOST_BYTES = 1024 * 1024;
const TYPES = ['application/json', 'application/x-www-form-urlencoded'];

/** The readers of bodies, in order: JSON, forms, and a refusal of all else. */
export const bodyReaders: readonly RequestHandler[] = [
  express.json({ limit: MOST_BYTES }),
  express.urlencoded({ limit: MOST_BYTES, extended: false }),
  (request, _response, next) => {
    // `is` gives null for a request without a body, false for one of another type.
    if (request.is(TYPES) === false && request.headers['content-length'] !== '0') {
      const type = request.headers['content-type'] ?? 'none';
      throw new Failure('BAD_USER_INPUT', `Content-Type: expected ${TYPES.join(' or ')}, got ${type}`, {
        status: 415,
      });
    }
    next();
  },
];

/** What was given in the query string and in the body; where both give the same name, the body wins. */
export function given(query: object, body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined) return { ...query };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Failure('BAD_USER_INPUT', 'The body: expected a JSON object');
  }
  return { ...query, ...body };
}
