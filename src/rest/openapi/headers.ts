import { ref } from './json-schema.js';

/** The headers of answers. */
export const HEADERS = {
  'X-Request-Id': {
    description:
      'The id under which the log and the audit trail have the request: the caller’s, if it sent one.',
    schema: { type: 'string' },
    example: 'build-7',
  },
  'X-EC2-Calls': {
    description: 'The calls of EC2 that the request took part in, by action; left out where there were none.',
    schema: { type: 'string' },
    example: 'DescribeInstances=1',
  },
  'Idempotency-Key': {
    description: 'The key with which the launch is repeated safely.',
    schema: { type: 'string' },
    example: 'build-7',
  },
  'Retry-After': {
    description:
      'The seconds to wait before the request is repeated; left out where there is no reason to wait.',
    schema: { type: 'integer' },
    example: 1,
  },
  'WWW-Authenticate': {
    description: 'How to authenticate, by RFC 6750.',
    schema: { type: 'string' },
    example: 'Bearer realm="launch-provision"',
  },
  Allow: {
    description: 'The methods that the path is served with; only with 405.',
    schema: { type: 'string' },
    example: 'GET, HEAD',
  },
} as const;

export type HeaderName = keyof typeof HEADERS;

/** These headers, and the one that every answer has. */
export function headers(names: readonly HeaderName[]): object {
  return Object.fromEntries(['X-Request-Id', ...names].map((name) => [name, ref('headers', name)]));
}
