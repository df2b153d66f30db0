import cors from 'cors';
import type { RequestHandler } from 'express';

const EXPOSED = [
  'X-Request-Id',
  'X-EC2-Calls',
  'Idempotency-Key',
  'Retry-After',
  'Allow',
  'WWW-Authenticate',
];

const byCors = cors({
  // Only named origins come here.
  origin: true,
  methods: ['GET', 'HEAD', 'POST', 'PUT'],
  allowedHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'X-Request-Id',
    'X-Request-Timeout-Ms',
    'Apollo-Require-Preflight',
    'ApolloGraphQL-Client-Name',
    'ApolloGraphQL-Client-Version',
  ],
  exposedHeaders: EXPOSED,
  maxAge: 600,
});

/** Lets pages of these origins read what they are answered, and answers their preflights; to others it makes no difference. */
export function shareWith(origins: readonly string[]): RequestHandler {
  const named = new Set(origins);
  return (request, response, next) => {
    if (named.has(request.headers.origin ?? '')) byCors(request, response, next);
    else {
      response.appendHeader('Vary', 'Origin');
      next();
    }
  };
}

/**
 * The headers of an answer that Express does not see, names and values in turn, by the origin that asks: with them its pages can
 * read it.
 */
export function sharingWith(origins: readonly string[]): (origin?: string) => readonly string[] {
  const unshared = origins.length === 0 ? [] : ['Vary', 'Origin'];
  return (origin = '') => {
    if (!origins.includes(origin)) return unshared;
    return [
      ...unshared,
      'Access-Control-Allow-Origin',
      origin,
      'Access-Control-Expose-Headers',
      EXPOSED.join(','),
    ];
  };
}
