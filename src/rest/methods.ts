import type { Request, Response } from 'express';
import { Failure } from './failure.js';

/** Refuses methods other than those of a path, and tells them to OPTIONS. */
export function refuseOthers(methods: readonly ('get' | 'put')[]) {
  const allow = methods
    .flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    .join(', ');
  return (request: Request, response: Response) => {
    response.set('Allow', allow);
    if (request.method === 'OPTIONS') {
      response.status(204).end();
      return;
    }
    const message = `${request.method} is not served on this path, expected ${allow}`;
    throw new Failure('BAD_USER_INPUT', message, { status: 405 });
  };
}
