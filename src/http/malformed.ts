import { type IncomingMessage, maxHeaderSize, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request } from 'express';
import { Failure } from '../rest/failure.js';
import { afterAnswers, answerAndEnd, type HttpSocket } from './last-answer.js';
import { requestIdFor } from './request-id.js';
import { API_HEADERS } from './security.js';

/** What Node says of a client that does not send HTTP, or not in time. */
interface ClientError extends NodeJS.ErrnoException {
  readonly reason?: string;
}

const ANSWERS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, `The headers: expected at most ${maxHeaderSize / 1024} KiB`],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The body: expected chunks without long extensions'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request: expected all of it sooner'],
};

/** Answers what Node would answer without a word, or with a closed connection: requests that it cannot read. */
export function answerMalformed(server: Server): void {
  const answered = new WeakSet<Duplex>();
  server.on('clientError', (error: ClientError, socket: HttpSocket) => {
    // What comes after the part that cannot be read cannot be read either.
    if (answered.has(socket)) return;
    answered.add(socket);
    answerError(error, socket);
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify(`Expect: expected 100-continue, got '${request.headers.expect}'`);
    response.writeHead(417, {
      ...Object.fromEntries(API_HEADERS),
      'X-Request-Id': requestIdFor(request),
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
  });
  server.on('connect', (request: Request, socket: Duplex) => {
    const message = 'CONNECT is not served, expected another method';
    const failure = new Failure('BAD_USER_INPUT', message, { status: 405 });
    const headers = { Allow: 'GET, POST, PUT' };
    afterAnswers(socket, () => answerAndEnd(socket, failure, { request, headers }));
  });
}

function answerError(error: ClientError, socket: HttpSocket): void {
  const underWay = socket._httpMessage;
  if (underWay?.req.complete) {
    // It answers an earlier request.
    underWay.once('close', () => answerError(error, socket));
  } else if (!socket.writable || underWay?.headersSent) {
    socket.destroy();
  } else {
    const malformed = `The request: expected well-formed HTTP/1.1: ${error.reason ?? error.message}`;
    const [status, message] = ANSWERS[error.code ?? ''] ?? [400, malformed];
    answerAndEnd(socket, new Failure('BAD_USER_INPUT', message, { status }));
  }
}
