import type { ErrorRequestHandler, RequestHandler } from 'express';
import { Failure, sendFailure } from '../rest/failure.js';
import { requestIdOf } from './request-id.js';

/** What Express and its readers of bodies say is wrong with a request. */
interface HttpError {
  readonly status: number;
  readonly type?: string;
  /** Of zlib, as in Z_DATA_ERROR. */
  readonly code?: string;
  readonly message: string;
}

/** Their types of errors, in words that say what is expected. */
const WORDINGS: Readonly<Record<string, (message: string) => string>> = {
  'entity.parse.failed': (message) => `The body: expected well-formed JSON: ${message}`,
  'entity.too.large': () => 'The body: expected at most 1 MiB',
  'encoding.broken': () => 'The body: expected it compressed as its Content-Encoding says',
  'parameters.too.many': () => 'The body: expected at most 1,000 parameters',
};

export const notFound: RequestHandler = (request) => {
  const message = `There is nothing at ${request.path}; see /v1 and /graphql`;
  throw new Failure('BAD_USER_INPUT', message, { status: 404 });
};

/** Answers every error that a handler threw; unknown ones are masked and handed on. */
export function answerErrors(report: (fault: unknown, requestId: string) => void): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const failure = toFailure(error);
    if (failure.code === 'INTERNAL_SERVER_ERROR') report(error, requestIdOf(response));
    if (/^\/graphql\/?$/i.test(request.path)) sendAsGraphQL(response, failure);
    else sendFailure(request, response, failure);
  };
}

function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!isAboutTheRequest(error)) return new Failure('INTERNAL_SERVER_ERROR', 'Internal server error');
  const kind = error.code?.startsWith('Z_') ? 'encoding.broken' : (error.type ?? '');
  const wording = WORDINGS[kind] ?? ((message: string) => message);
  return new Failure('BAD_USER_INPUT', wording(error.message), { status: error.status });
}

function isAboutTheRequest(error: unknown): error is HttpError {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500;
}

function sendAsGraphQL(response: Parameters<RequestHandler>[1], failure: Failure): void {
  const { status, message, code, details } = failure;
  const { retryable, retryAfterSeconds } = details;
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds));
  const extensions = { code, retryable, retryAfterSeconds };
  response.status(status).json({ errors: [{ message, extensions }] });
}
