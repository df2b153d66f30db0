import type { Request, Response } from 'express';
import { asksForProblem, Failure, problemOf } from '../rest/failure.js';
import type { Admission } from './admission.js';
import { sharingWith } from './cross-origin.js';
import { closeAfter, closeWithConnection, isWaiting, mayWait, onceMade } from './pipelined.js';
import { requestIdFor } from './request-id.js';
import { API_HEADERS } from './security.js';

export type Listener = (request: Request, response: Response) => void;

export interface SheddingParts {
  readonly admission: Admission;
  readonly corsOrigins: readonly string[];
  isDraining(): boolean;
}

/** They answer however busy the service is. */
const PROBES = /^\/(?:livez|readyz|metrics)\/?(?:\?|$)/i;
const GRAPHQL = /^\/graphql\/?(?:\?|$)/i;

const REFUSAL = new Failure(
  'UNAVAILABLE',
  'The service carries out as many requests as it takes at once; come again',
  { retryable: true, retryAfterSeconds: 1 },
);
const { code, message, status, details } = REFUSAL;

/**
 * The forms that the refusal has, written once: nothing costs less than what is refused. Headers are names and values in turn:
 * V8 would put an object of so many straight among what lasts, and collecting that holds everybody up.
 */
const FORMS = {
  rest: form('application/json; charset=utf-8', message),
  problem: form('application/problem+json; charset=utf-8', problemOf(REFUSAL)),
  graphql: form('application/json; charset=utf-8', {
    errors: [{ message, extensions: { code, ...details } }],
  }),
};

/** Serves as many requests at once as are admitted; one more is refused before its body is read and Express sees it. */
export function sheddingLoad(serve: Listener, parts: SheddingParts): Listener {
  const { admission, isDraining } = parts;
  const sharing = sharingWith(parts.corsOrigins);
  return (request, response) => {
    if (PROBES.test(request.url) || isPreflight(request, parts.corsOrigins)) {
      serve(request, response);
      return;
    }
    const leave = !isWaiting(response) || mayWait(request, response) ? admission.enter() : undefined;
    if (leave === undefined) {
      if (isDraining() && !closeAfter(request.socket, response)) return;
      refuse(request, response, sharing(request.headers.origin));
      return;
    }
    response.once('close', leave);
    if (isWaiting(response)) {
      closeWithConnection(request, response);
      // Who does not read what comes before would keep others out.
      onceMade(response, leave);
    }
    serve(request, response);
  };
}

/** What a page asks before it asks anything; of a named origin it costs less than its refusal, which the page could not read. */
function isPreflight({ method, headers }: Request, origins: readonly string[]): boolean {
  return method === 'OPTIONS' && origins.includes(headers.origin ?? '');
}

function refuse(request: Request, response: Response, sharing: readonly string[]): void {
  const { headers, text } = FORMS[formFor(request)];
  response.writeHead(status, [...headers, ...sharing, 'X-Request-Id', requestIdFor(request)]);
  response.end(text);
}

function formFor(request: Request): keyof typeof FORMS {
  if (GRAPHQL.test(request.url)) return 'graphql';
  // To tell for certain takes longer than all else here.
  return request.headers.accept?.includes('problem') && asksForProblem(request) ? 'problem' : 'rest';
}

function form(type: string, value: unknown) {
  const text = JSON.stringify(value);
  const headers = Object.entries({
    ...Object.fromEntries(API_HEADERS),
    'Retry-After': String(details.retryAfterSeconds),
    'Content-Type': type,
    'Content-Length': String(Buffer.byteLength(text)),
  });
  return { headers: headers.flat(), text };
}
