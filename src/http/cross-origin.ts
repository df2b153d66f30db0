import cors from 'cors';
import type { RequestHandler } from 'express';

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
  ],
  exposedHeaders: ['X-Request-Id', 'X-EC2-Calls', 'Idempotency-Key', 'Retry-After', 'Allow'],
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
