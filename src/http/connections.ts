import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '../rest/failure.js';
import { Admission } from './admission.js';
import { answerAndEnd, type HttpSocket } from './last-answer.js';

/** What connections may take of the service. */
export interface ConnectionLimits {
  /** From the beginning of a request to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** From the beginning of a request to the end of its body. */
  readonly bodyTimeoutMs: number;
  /** In which nothing of an answer is read. */
  readonly unreadTimeoutMs: number;
  /** From an answer to the next request. */
  readonly keepAliveTimeoutMs: number;
  readonly most: number;
}

/** Those that are being told that there are too many; whoever comes beyond is cut off without a word. */
const MOST_REFUSED = 1000;

/** How late it may be noticed that a client is too slow. */
const CHECKING_MS = 1000;

/** The limits as Node's server takes them. */
export function timeouts(limits: ConnectionLimits) {
  const { headersTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs } = limits;
  return {
    // Node's time for all of a request has that for its headers in it.
    headersTimeout: Math.min(headersTimeoutMs, bodyTimeoutMs),
    requestTimeout: bodyTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: CHECKING_MS,
  };
}

/** Cuts off clients that leave their answers unread. What they ask for takes its time, in which nothing need happen. */
export function cutUnread(server: Server, unreadTimeoutMs: number): void {
  // Of anything to happen on a connection while a request is under way; Node has another for idle ones.
  server.timeout = unreadTimeoutMs;
  server.on('timeout', (socket: Socket & HttpSocket) => {
    const isIdle = socket._httpMessage === null;
    if (isIdle || socket.writableLength > 0) socket.destroy();
  });
}

/** Refuses connections beyond the limit with a short 503: one that is only closed tells its client nothing. */
export function limitConnections(server: Server, most: number): void {
  const connections = new Admission(most);
  const serve = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const leave = connections.enter();
    if (leave === undefined) {
      refuse(socket);
      return;
    }
    socket.once('close', leave);
    for (const each of serve) each.call(server, socket);
  });
  server.maxConnections = most + MOST_REFUSED;
}

const FULL = new Failure('UNAVAILABLE', 'The service has as many connections as it takes; come again', {
  retryable: true,
  retryAfterSeconds: 1,
});

function refuse(socket: Socket): void {
  answerAndEnd(socket, FULL);
  socket.resume();
}
