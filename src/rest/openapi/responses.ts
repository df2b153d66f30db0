import { ERROR_CODES } from '../../errors.js';
import { Failure, PROBLEM, problemOf } from '../failure.js';
import { EC2_REQUEST_ID } from './examples.js';
import { type HeaderName, headers } from './headers.js';
import { ref } from './json-schema.js';

/** RFC 9457's document, as this service fills it. */
export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'An error, by RFC 9457.',
  properties: {
    type: {
      type: 'string',
      const: 'about:blank',
      description: 'Always about:blank: the code tells the kind.',
    },
    title: { type: 'string', description: 'The name of the status.' },
    status: { type: 'integer', description: 'The status.' },
    detail: { type: 'string', description: 'What the body is without this document.' },
    code: { type: 'string', enum: ERROR_CODES, description: 'What went wrong, of a closed list.' },
    ec2Code: { type: 'string', description: 'EC2’s error code, where EC2 said it.' },
    ec2RequestId: { type: 'string', description: 'The id of EC2’s answer.' },
    retryable: {
      type: 'boolean',
      description: 'Whether the same request may succeed when it is sent again unchanged.',
    },
    retryAfterSeconds: { type: 'integer', description: 'How long to wait before that.' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'retryable'],
} as const;

/** An answer other than 200: a JSON string, or a problem document for those who ask for it. */
export function refusal(
  description: string,
  failures: readonly Failure[],
  names: readonly HeaderName[] = [],
): object {
  return {
    description,
    headers: headers(names),
    content: {
      'application/json': {
        schema: { type: 'string' },
        examples: exampleOf(failures, ({ message }) => message),
      },
      [PROBLEM]: { schema: ref('schemas', 'Problem'), examples: exampleOf(failures, problemOf) },
    },
  };
}

function exampleOf(failures: readonly Failure[], write: (failure: Failure) => unknown): object {
  return Object.fromEntries(
    failures.map((failure) => [
      failure.details.ec2Code ?? failure.code,
      { summary: failure.details.ec2Code ?? failure.code, value: asJson(write(failure)) },
    ]),
  );
}

/** What is undefined is not written. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function badInput(status: number, message: string): Failure {
  return new Failure('BAD_USER_INPUT', message, { status });
}

/** The answers that are the same wherever they are given. */
export const RESPONSES = {
  Unauthenticated: refusal(
    'Authentication is on, and no token was given, or none that is accepted. Nothing was done.',
    [new Failure('UNAUTHENTICATED', 'expected a token, as in Authorization: Bearer …')],
    ['WWW-Authenticate'],
  ),
  NotFound: refusal(
    'EC2 knows no such instance, or the id has not the form of one.',
    [
      new Failure('INSTANCE_NOT_FOUND', 'Instance ID not found', {
        ec2Code: 'InvalidInstanceID.NotFound',
        ec2RequestId: EC2_REQUEST_ID,
      }),
    ],
    ['X-EC2-Calls'],
  ),
  TooLarge: refusal('The body is over 1 MiB, or a form of more than a thousand parameters.', [
    badInput(413, 'The body: expected at most 1 MiB'),
  ]),
  OtherType: refusal('The body is neither JSON nor a form.', [
    badInput(
      415,
      'Content-Type: expected application/json or application/x-www-form-urlencoded, got text/plain',
    ),
  ]),
  Internal: refusal('A fault of the service; its log has the cause under the id of the request.', [
    new Failure('INTERNAL_SERVER_ERROR', 'Internal server error'),
  ]),
  Unavailable: refusal(
    'The service has too much to do or is shutting down, or cannot write its audit trail. Nothing was done.',
    [
      new Failure('UNAVAILABLE', 'The service carries out as many requests as it takes at once; come again', {
        retryable: true,
        retryAfterSeconds: 1,
      }),
    ],
    ['Retry-After'],
  ),
  Other: refusal(
    'Any other: 405 to another method (`Allow`), 417 and 431 to headers, 403 to pages of elsewhere.',
    [badInput(405, 'DELETE is not served on this path, expected PUT')],
    ['Allow'],
  ),
} as const;

export const SHARED_BY_ALL = {
  401: ref('responses', 'Unauthenticated'),
  500: ref('responses', 'Internal'),
  503: ref('responses', 'Unavailable'),
  default: ref('responses', 'Other'),
} as const;
