import { createServer, IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';
import { type ConnectionLimits, cutUnread, limitConnections, timeouts } from './connections.js';
import { answerMalformed } from './malformed.js';
import type { Listener } from './shedding.js';
import { pathOf } from './target.js';

export interface ServerParts {
  /** What requests come to before they come to the app, where that is not all. */
  readonly listener?: Listener;
  readonly limits?: ConnectionLimits;
}

/**
 * A server whose requests and responses are Express's from the start. Express gives each of them its prototypes anew, and
 * a change of prototype makes all further use of an object slow; where they have them already, the change is none.
 */
export function createHttpServer(app: Express, { listener = app, limits }: ServerParts = {}): Server {
  class Request extends IncomingMessage {
    private asked: boolean | null = null;

    /**
     * With WebSockets about, Node would take every wish to upgrade for theirs. Java's client, for one, asks for HTTP/2 with each
     * request; it may be left without.
     */
    get upgrade(): boolean | null {
      const isTunnel = this.method === 'CONNECT';
      return this.asked && (isTunnel || this.headers.upgrade?.toLowerCase() === 'websocket');
    }

    set upgrade(asked: boolean | null) {
      this.asked = asked;
    }
  }
  class Response extends ServerResponse {}
  // Between these and Node's own stands what the app had, so that all of it is inherited.
  Object.setPrototypeOf(Request.prototype, app.request);
  Object.setPrototypeOf(Response.prototype, app.response);
  app.request = Request.prototype as unknown as typeof app.request;
  app.response = Response.prototype as typeof app.response;
  // A request without a Host is refused where that is told; Node would not say why.
  const made = { IncomingMessage: Request, ServerResponse: Response, requireHostHeader: false };
  const serve = (request: Parameters<Listener>[0], response: Parameters<Listener>[1]) => {
    request.url = pathOf(request.url);
    listener(request, response);
  };
  const server = createServer({ ...made, ...(limits && timeouts(limits)) }, serve as RequestListener);
  closeHandedOn(server);
  answerMalformed(server);
  if (limits) {
    cutUnread(server, limits.unreadTimeoutMs);
    limitConnections(server, limits.most);
  }
  return server;
}

/** Node forgets the connections that it hands on, as it does with those of WebSockets, and would wait for their end without end. */
function closeHandedOn(server: Server): void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.closeAllConnections = () => {
    for (const socket of open) socket.destroy();
  };
}
