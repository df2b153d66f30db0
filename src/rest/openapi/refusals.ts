import { Failure, type ReportedError } from '../failure.js';
import { readParameters } from '../parameters.js';
import { toFailure } from '../refusal.js';
import type { Route } from '../route.js';
import { EC2_REQUEST_ID } from './examples.js';
import type { HeaderName } from './headers.js';
import { ref } from './json-schema.js';
import type { Manual } from './manual.js';
import { refusal, SHARED_BY_ALL } from './responses.js';

/** EC2 goes on refusing for the number of calls. */
const THROTTLED: ReportedError = {
  code: 'THROTTLED',
  message: 'Request limit exceeded.',
  ec2Code: 'RequestLimitExceeded',
  ec2RequestId: EC2_REQUEST_ID,
  retryable: true,
  retryAfterSeconds: 1,
};

const UNKNOWN_OUTCOME: ReportedError = {
  code: 'OUTCOME_UNKNOWN',
  message: 'EC2 gave no usable answer in time',
  retryable: true,
};

/** What the statuses say whose answers differ from route to route. */
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'Something is wrong with the request: the answer says what, and what is expected. Nothing was done.',
  403: 'The caller has not the scope, or may not launch this. Nothing was done.',
  408: 'EC2 refused, could not be reached in time, or had no room for the call (`Retry-After`); a wait took too long.',
  409: 'The same `Idempotency-Key` was used with another input, or the awaited state can no longer come.',
  504: 'Nobody can tell whether it took place: EC2 was asked, and gave no usable answer.',
};

/** The answers of a route other than 200, by their statuses. */
export function refusalsOf(route: Route, manual: Manual): Readonly<Record<string, object>> {
  const { field, scope, refusals, waits = false } = manual;
  const forbidden = { code: 'FORBIDDEN', message: `${field} needs the scope ${scope}, which ci has not` };
  const isChange = route.method === 'put';
  const errors = [
    forbidden,
    ...refusals,
    ...(waits ? [] : [THROTTLED]),
    ...(isChange ? [UNKNOWN_OUTCOME] : []),
  ];
  const failures = [misread(route), ...errors.map((error) => toFailure(error, route))];
  const answers: Record<string, object> = { ...sharedBy(route) };
  for (const { status } of failures) {
    const alike = failures.filter((failure) => failure.status === status);
    answers[status] ??= refusal(`${DESCRIPTIONS[status]}`, alike, headersOf(status, route));
  }
  return answers;
}

/** Those that are the same for every route that can give them. */
function sharedBy({ method, path, parameters }: Route): Readonly<Record<string, object>> {
  const takesBody = method === 'put' && Object.keys(parameters).length > 0;
  return {
    ...(path.includes(':id') && { 404: ref('responses', 'NotFound') }),
    ...(takesBody && { 413: ref('responses', 'TooLarge'), 415: ref('responses', 'OtherType') }),
    ...SHARED_BY_ALL,
  };
}

function headersOf(status: number, { keyed }: Route): readonly HeaderName[] {
  const key: readonly HeaderName[] = keyed ? ['Idempotency-Key'] : [];
  if (status === 408) return ['X-EC2-Calls', 'Retry-After', ...key];
  return status === 409 || status === 504 ? ['X-EC2-Calls', ...key] : key;
}

/** What the route itself says to what it cannot read. */
function misread({ parameters }: Route): Failure {
  const isNeeded = Object.values(parameters).some(({ required }) => required);
  try {
    readParameters(parameters, isNeeded ? {} : { colour: 'red' });
  } catch (failure) {
    if (failure instanceof Failure) return failure;
  }
  throw new Error('a route took what it does not know');
}
