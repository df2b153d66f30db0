import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request } from 'express';
import { CloseCode, handleProtocols, type Server as Protocol } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { Failure } from '../rest/failure.js';
import type { Peer } from './graphql-ws.js';
import { afterAnswers, answerAndEnd } from './last-answer.js';
import type { RefusalOf } from './origin.js';
import { requestIdFor } from './request-id.js';
import { pathOf } from './target.js';

const PATH = /^\/graphql\/?(?:\?|$)/i;
/** Of a message; as much as of a body. */
const MOST_BYTES = 1024 * 1024;
/** Of a message by which a client wants to be let in; as much as of headers. */
const MOST_BYTES_BEFORE = 16 * 1024;
/** What a client leaves unread before it is cut off, and before it is let in. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024;
const MOST_UNREAD_BYTES_BEFORE = 64 * 1024;
/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const TOO_BIG = 1009;
/** A client that has not answered the last ping by the next one is gone. */
const PING_MS = 30_000;
const GOING_AWAY = 1001;

const CLOSING = new Failure('UNAVAILABLE', 'The service is shutting down', {
  retryable: true,
  retryAfterSeconds: 1,
});
const NOWHERE = new Failure('BAD_USER_INPUT', 'There are WebSockets at /graphql alone', { status: 404 });

/** The WebSockets of a server, on the path of GraphQL. */
export class WebSockets {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, handleProtocols });
  private readonly conversations = new Set<Conversation>();
  private isClosing = false;

  constructor(
    private readonly protocol: Protocol<Peer>,
    private readonly refusalOf: RefusalOf,
    private readonly report: (fault: unknown, requestId: string) => void,
  ) {}

  attachTo(server: Server): void {
    server.on('upgrade', (request: Request, socket: Duplex, head: Buffer) => {
      afterAnswers(socket, () => this.upgrade(request, socket, head));
    });
    this.server.on('wsClientError', (error, socket, request) =>
      refuseHandshake(error, socket, request as Request),
    );
  }

  /** Opens none any more, and closes each after the answers that it waits for, with the code that says that the service goes away. */
  close(): void {
    this.isClosing = true;
    for (const conversation of this.conversations) conversation.close();
  }

  /** Cuts off those that are still open. */
  terminate(): void {
    for (const { peer } of this.conversations) peer.socket.terminate();
  }

  private upgrade(request: Request, socket: Duplex, head: Buffer): void {
    const failure = this.failureOf(request);
    if (failure) answerAndEnd(socket, failure, { request });
    else this.server.handleUpgrade(request, socket, head, (opened) => this.open(opened, request));
  }

  private failureOf({ url, headers }: Request): Failure | undefined {
    const refusal = this.refusalOf(headers);
    if (refusal !== undefined) return new Failure('BAD_USER_INPUT', refusal, { status: 403 });
    // Over a connection that was there before, it would hold up the end.
    if (this.isClosing) return CLOSING;
    return PATH.test(pathOf(url)) ? undefined : NOWHERE;
  }

  private open(socket: WebSocket, request: IncomingMessage): void {
    const requestId = requestIdFor(request);
    const state = { authorization: undefined, isLetIn: false, streams: 0, isClosing: false };
    const peer: Peer = { socket, request, requestId, ...state };
    const conversation = new Conversation(peer, this.protocol, this.report);
    this.conversations.add(conversation);
    socket.once('close', () => this.conversations.delete(conversation));
  }
}

/** What ws would answer itself, with a page of HTML. https://www.rfc-editor.org/rfc/rfc6455#section-4.2.2 */
function refuseHandshake({ message }: Error, socket: Duplex, request: Request): void {
  const status = request.method === 'GET' ? 400 : 405;
  const headers = { 'Sec-WebSocket-Version': '13', ...(status === 405 && { Allow: 'GET' }) };
  answerAndEnd(socket, new Failure('BAD_USER_INPUT', message, { status }), { request, headers });
}

/** What is said over one WebSocket. */
class Conversation {
  /** How many messages are being carried out. */
  private underWay = 0;
  private hasAnswered = true;

  constructor(
    readonly peer: Peer,
    protocol: Protocol<Peer>,
    report: (fault: unknown, requestId: string) => void,
  ) {
    const { socket, requestId } = peer;
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => this.send(text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (carryOut) => {
          socket.on('message', (data: Buffer) => {
            if (peer.isLetIn || data.length <= MOST_BYTES_BEFORE)
              void this.receive(() => carryOut(String(data)), report);
            else socket.close(TOO_BIG, `expected at most ${MOST_BYTES_BEFORE / 1024} KiB to begin with`);
          });
        },
      },
      peer,
    );
    // What the client has broken is its own affair, and closed by ws.
    socket.on('error', () => {});
    socket.on('pong', () => {
      this.hasAnswered = true;
    });
    const pings = setInterval(() => this.ping(), PING_MS);
    socket.once('close', (code, reason) => {
      clearInterval(pings);
      closed(code, String(reason)).catch((fault) => report(fault, requestId));
    });
  }

  /** Subscriptions are cut off: a client that hears of the end of one would not subscribe anew. */
  close(): void {
    this.peer.isClosing = true;
    if (this.underWay <= this.peer.streams)
      this.peer.socket.close(GOING_AWAY, 'The service is shutting down');
  }

  private async receive(
    carryOut: () => Promise<void>,
    report: (fault: unknown, requestId: string) => void,
  ): Promise<void> {
    const { socket, requestId } = this.peer;
    this.underWay += 1;
    try {
      await carryOut();
    } catch (fault) {
      report(fault, requestId);
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    }
    this.underWay -= 1;
    if (this.peer.isClosing) this.close();
  }

  /** Who has gone needs no answer. */
  private send(text: string): Promise<void> {
    const { socket, isLetIn } = this.peer;
    const most = isLetIn ? MOST_UNREAD_BYTES : MOST_UNREAD_BYTES_BEFORE;
    if (socket.bufferedAmount > most) socket.terminate();
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    return new Promise((resolve) => socket.send(text, () => resolve()));
  }

  private ping(): void {
    const { socket } = this.peer;
    if (!this.hasAnswered) socket.terminate();
    this.hasAnswered = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }
}
