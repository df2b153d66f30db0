import { Readable } from 'node:stream';
import express, { type Request, type RequestHandler } from 'express';
import { Failure } from '../rest/failure.js';

const MOST_BYTES = 1024 * 1024;
const TYPES = ['application/json', 'application/x-www-form-urlencoded'];

const byExpress = express.json({ limit: MOST_BYTES });

/** Reads JSON. What most clients send, plain UTF-8 of a length that they tell, goes the shortest way; all else is Express's. */
export const readJson: RequestHandler = (request, response, next) => {
  if (!hasBody(request)) next();
  else if (isPlainJson(request)) readPlain(request, response, next);
  else byExpress(request, response, next);
};

const readForm = express.urlencoded({ limit: MOST_BYTES, extended: false });

/** Reads JSON and forms, and refuses all else. */
export const readBody: RequestHandler = (request, response, next) => {
  if (!hasBody(request)) {
    next();
    return;
  }
  readJson(request, response, (error) => {
    if (error || request.body !== undefined) next(error);
    else readForm(request, response, (error) => next(error ?? otherType(request)));
  });
};

function otherType(request: Request): Failure | undefined {
  // `is` gives null for a request without a body, false for one of another type.
  if (request.is(TYPES) !== false || request.headers['content-length'] === '0') return undefined;
  const type = request.headers['content-type'] ?? 'none';
  const message = `Content-Type: expected ${TYPES.join(' or ')}, got ${type}`;
  return new Failure('BAD_USER_INPUT', message, { status: 415 });
}

function hasBody({ headers }: Request): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

const PLAIN_JSON = /^application\/json(?:; ?charset=utf-8)?$/i;

function isPlainJson({ headers }: Request): boolean {
  const length = Number(headers['content-length']);
  return (
    length > 0 &&
    length <= MOST_BYTES &&
    headers['content-encoding'] === undefined &&
    PLAIN_JSON.test(headers['content-type'] ?? '')
  );
}

/** Node gives no more and no less than the length that was told. A request that breaks off has nobody to be answered. */
const readPlain: RequestHandler = (request, response, next) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    const parsed = parseObject(bytes.toString());
    if (parsed === undefined) return readAgain(bytes);
    request.body = parsed;
    next();
  });

  /** By Express's reader, which says what is wrong with it. */
  function readAgain(bytes: Buffer): void {
    const again = Object.assign(Readable.from([bytes]), { headers: request.headers }) as unknown as Request;
    byExpress(again, response, (error) => {
      request.body = again.body;
      next(error);
    });
  }
};

/** An object or an array; undefined for all else that is JSON or none. */
function parseObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
