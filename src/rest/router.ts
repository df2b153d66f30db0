import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import type { RequestFacts } from '../context.js';
import { given } from './body.js';
import type { Execute, Execution } from './execute.js';
import type { ReportedError } from './failure.js';
import { indexPage } from './index-page.js';
import { refuseOthers } from './methods.js';
import { readParameters } from './parameters.js';
import { reported, toFailure } from './refusal.js';
import { type Asked, KEY, type Route } from './route.js';
import { ROUTES } from './routes.js';
import { sendJson } from './send.js';

export interface RestOptions {
  readonly execute: Execute;
  /** What is known of a request whichever door it came in by. */
  readonly facts: (request: Request, response: Response) => RequestFacts;
  /** The version of the service. */
  readonly version: string;
}

/** The REST API: every row of the table, and the list of them at its root. Bodies have been read. */
export function createRestRouter(options: RestOptions): Router {
  const router = Router();
  router.get('/', (_request, response) => void response.json(indexPage(options.version)));
  for (const route of ROUTES) {
    router[route.method](route.path, (request, response) => answer(route, request, response, options));
  }
  router.all('/', refuseOthers(['get']));
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    const methods = ROUTES.filter((route) => route.path === path).map(({ method }) => method);
    router.all(path, refuseOthers(methods));
  }
  return router;
}

async function answer(route: Route, request: Request, response: Response, { execute, facts }: RestOptions) {
  const key = route.keyed ? idempotencyKey(request) : undefined;
  if (key !== undefined) response.set(KEY.header, key);
  const asked = read(route, request, key);
  const execution = await execute(route.document(asked), route.variables(asked), facts(request, response));
  tellCalls(response, execution);
  const error = failure(route, execution);
  if (error) {
    if (error.argument === KEY.argument) response.removeHeader(KEY.header);
    throw toFailure(error, route);
  }
  sendJson(response, route.body(execution.data ?? {}, asked));
}

function read(route: Route, request: Request, key: string | undefined): Asked {
  const parameters = readParameters(route.parameters, given(request.query, request.body));
  const path = request.params as Record<string, string>;
  return { path, arguments: key === undefined ? parameters : { ...parameters, [KEY.argument]: key } };
}

/** The caller's key, or one made here, so that every answer can carry it, an unclear one above all. */
function idempotencyKey(request: Request): string {
  return request.get(KEY.header) ?? randomUUID();
}

function failure(route: Route, { data, errors }: Execution): ReportedError | undefined {
  const [error] = errors ?? [];
  return error ? reported(error) : route.failed?.(data ?? {});
}

function tellCalls(response: Response, { extensions }: Execution): void {
  const calls = Object.entries(extensions.ec2.calls).map(([action, count]) => `${action}=${count}`);
  if (calls.length > 0) response.set('X-EC2-Calls', calls.join(', '));
}
