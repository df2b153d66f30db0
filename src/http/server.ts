import { createServer, IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import type { Express } from 'express';
import type { Listener } from './shedding.js';

/**
 * A server whose requests and responses are Express's from the start. Express gives each of them its prototypes anew, and
 * a change of prototype makes all further use of an object slow; where they have them already, the change is none.
 */
export function createHttpServer(app: Express, listener: Listener = app): Server {
  class Request extends IncomingMessage {}
  class Response extends ServerResponse {}
  // Between these and Node's own stands what the app had, so that all of it is inherited.
  Object.setPrototypeOf(Request.prototype, app.request);
  Object.setPrototypeOf(Response.prototype, app.response);
  app.request = Request.prototype as typeof app.request;
  app.response = Response.prototype as typeof app.response;
  return createServer({ IncomingMessage: Request, ServerResponse: Response }, listener as RequestListener);
}
