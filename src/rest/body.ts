import { Failure } from './failure.js';

/** More than any call takes, and few enough to be looked through. */
const MOST_NAMES = 100;

/** What was given in the query string and in the body; where both give the same name, the body wins. */
export function given(query: object, body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined) return { ...query };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Failure('BAD_USER_INPUT', 'The body: expected a JSON object');
  }
  if (Object.keys(body).length > MOST_NAMES)
    throw new Failure('BAD_USER_INPUT', `The body: expected at most ${MOST_NAMES} names`);
  return { ...query, ...body };
}
