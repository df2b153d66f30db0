import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Simulator } from './simulator.js';
import type { WireRequest } from './wire.js';

/** More than any request that EC2 takes: 1,000 ids and 16 KB of user data come to a tenth of it. */
const MAX_BODY_BYTES = 1_048_576;

type Serve = (simulator: Simulator, request: IncomingMessage, response: ServerResponse) => Promise<void>;

function sendJson(response: ServerResponse, statusCode: number, content: unknown): void {
  response.writeHead(statusCode, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(content)}\n`);
}

/** The body as text, or undefined where it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString();
}

function wireRequest(request: IncomingMessage, body: string): WireRequest {
  return { headers: { authorization: request.headers.authorization }, body };
}

const isReset = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNRESET';

/** EC2 takes the same parameters in the query and in the body. */
const serveEc2: Serve = async (simulator, request, response) => {
  const body = await readBody(request);
  if (body === undefined)
    return sendJson(response, 413, { error: `The body exceeds ${MAX_BODY_BYTES} bytes.` });
  const query = request.url?.split('?')[1] ?? '';
  const form = [query, body].filter((part) => part !== '').join('&');
  try {
    const answer = await simulator.respond(wireRequest(request, form));
    response.writeHead(answer.statusCode, { ...answer.headers, 'content-length': answer.body.length });
    response.end(answer.body);
  } catch (error) {
    if (!isReset(error)) throw error;
    request.socket.destroy();
  }
};

const serveReset: Serve = async (simulator, _request, response) => {
  simulator.reset();
  response.writeHead(204).end();
};

const serveCalls: Serve = async (simulator, _request, response) => {
  sendJson(response, 200, simulator.calls());
};

/** What is served, by path and method. */
const ROUTES = new Map<string, Readonly<Record<string, Serve>>>([
  ['/', { POST: serveEc2, GET: serveEc2 }],
  ['/_simulator/reset', { POST: serveReset }],
  ['/_simulator/calls', { GET: serveCalls }],
]);

function route(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> | void {
  const path = request.url?.split('?')[0] ?? '/';
  const methods = ROUTES.get(path);
  if (methods === undefined) return sendJson(response, 404, { error: `There is nothing at ${path}.` });
  const serve = methods[request.method ?? ''];
  if (serve !== undefined) return serve(simulator, request, response);
  response.setHeader('allow', Object.keys(methods).join(', '));
  sendJson(response, 405, { error: `${path} takes ${Object.keys(methods).join(' or ')}.` });
}

/**
 * An HTTP server, not yet listening, that speaks for the simulator: EC2's protocol at `/`, and beside it
 * `POST /_simulator/reset` and `GET /_simulator/calls`. The faults resetBefore and resetAfter close the connection.
 */
export function createSimulatorServer(simulator: Simulator): Server {
  return createServer(async (request, response) => {
    try {
      await route(simulator, request, response);
    } catch (error) {
      sendJson(response, 500, { error: String(error) });
    }
  });
}
