import { randomUUID } from 'node:crypto';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request } from 'express';
import { asksForProblem, type Failure, PROBLEM, problemOf } from '../rest/failure.js';
import { requestIdFor } from './request-id.js';
import { API_HEADERS } from './security.js';

/** A connection with Node's own mark of the answer that is under way on it: null after one, undefined before the first. */
export interface HttpSocket extends Duplex {
  readonly _httpMessage?: ServerResponse | null;
}

/** Takes over a connection once all that came over it before is answered. */
export function afterAnswers(socket: HttpSocket, takeOver: () => void): void {
  // Node does so no longer for a connection over which something else has been asked for than an answer.
  socket.on('error', () => {});
  const cutUnread = () => {
    if (socket.writableLength > 0) socket.destroy();
  };
  socket.on('timeout', cutUnread);
  const wait = (): void => {
    const underWay = socket._httpMessage;
    if (underWay) {
      underWay.once('close', wait);
      return;
    }
    socket.off('timeout', cutUnread);
    if (!socket.destroyed) takeOver();
  };
  wait();
}

/** How long a client has to read its answer and to close the connection. */
const LINGER_MS = 1000;

/** Answers over a connection that no request can be read from, as REST answers, and ends it. */
export function answerAndEnd(
  socket: Duplex,
  failure: Failure,
  {
    request,
    headers,
  }: { readonly request?: Request; readonly headers?: Readonly<Record<string, string>> } = {},
): void {
  const { status, message, details } = failure;
  const isProblem = request !== undefined && asksForProblem(request);
  const body = JSON.stringify(isProblem ? problemOf(failure) : message);
  const { retryAfterSeconds } = details;
  const all = {
    ...Object.fromEntries(API_HEADERS),
    'X-Request-Id': request ? requestIdFor(request) : randomUUID(),
    ...headers,
    ...(retryAfterSeconds !== undefined && { 'Retry-After': retryAfterSeconds }),
    'Content-Type': isProblem ? PROBLEM : 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  // Nobody is left to be told when it does not reach the client.
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  // Closed at once, with something unread, the connection would be reset and the answer lost.
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}
