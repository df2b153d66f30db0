import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, type Server as Protocol } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Peer } from './graphql-ws.js';
import { afterAnswers, answerAndEnd } from './last-answer.js';
import type { RefusalOf } from './origin.js';
import { requestIdFor } from './request-id.js';

const PATH = /^\/graphql\/?(?:\?|$)/i;
/** Of a message; as much as of a body. */
const MOST_BYTES = 1024 * 1024;
/** What a client leaves unread before it is cut off. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024;
/** A client that has not answered the last ping by the next one is gone. */
const PING_MS = 30_000;
/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const GOING_AWAY = 1001;

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
    server.on('upgrade', (request, socket, head) => {
      afterAnswers(socket, () => this.upgrade(request, socket, head));
    });
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

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.refusalOf(request.headers);
    if (refusal !== undefined) answerAndEnd(socket, 403, refusal);
    // Over a connection that was there before, it would hold up the end.
    else if (this.isClosing) answerAndEnd(socket, 503, 'The service is shutting down');
    else if (!PATH.test(request.url ?? ''))
      answerAndEnd(socket, 404, 'There are WebSockets at /graphql alone');
    else this.server.handleUpgrade(request, socket, head, (opened) => this.open(opened, request));
  }

  private open(socket: WebSocket, request: IncomingMessage): void {
    const peer = { socket, request, requestId: requestIdFor(request), isClosing: false };
    const conversation = new Conversation(peer, this.protocol, this.report);
    this.conversations.add(conversation);
    socket.once('close', () => this.conversations.delete(conversation));
  }
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
          socket.on('message', (data) => this.receive(() => carryOut(String(data)), report));
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

  close(): void {
    this.peer.isClosing = true;
    if (this.underWay === 0) this.peer.socket.close(GOING_AWAY, 'The service is shutting down');
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
    const { socket } = this.peer;
    if (socket.bufferedAmount > MOST_UNREAD_BYTES) socket.terminate();
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
