import { parse } from 'node:querystring';
import express, { type Express, type RequestHandler, Router } from 'express';
import { readBody, readJson } from './body.js';
import { shareWith } from './cross-origin.js';
import { answerErrors, notFound } from './errors.js';
import { createHealthRouter, type Health } from './health.js';
import { createMetricsRouter, type MetricsPage } from './metrics.js';
import { guardOrigin, type RefusalOf, refusalsOfNames } from './origin.js';
import { closeAfter } from './pipelined.js';
import { giveRequestId } from './request-id.js';
import { protect } from './security.js';

export interface HttpParts {
  readonly refusalOf: RefusalOf;
  readonly corsOrigins: readonly string[];
  readonly health: Health;
  readonly metrics: MetricsPage;
  readonly authenticate: RequestHandler;
  /** Of GraphQL, for browsers; hands on all else. */
  readonly page: RequestHandler;
  readonly graphql: RequestHandler;
  readonly rest: Router;
  /** What pages load. */
  readonly assets: RequestHandler;
  readonly report: (fault: unknown, requestId: string) => void;
}

/** Everything that is served, in order. */
export function createHttpApp(parts: HttpParts): Express {
  const { refusalOf, corsOrigins, health, metrics, authenticate, page, graphql, rest, assets, report } =
    parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Node would leave out what comes after the thousandth parameter; the headers have a limit of their own.
  app.set('query parser', (text: string) => parse(text, '&', '=', { maxKeys: 0 }));
  const guard = [guardOrigin(refusalOf), ...(corsOrigins.length > 0 ? [shareWith(corsOrigins)] : [])];
  app.use(giveRequestId);
  app.use(protect);
  app.use(closeWhileDraining(health));
  app.all('/graphql', guard, page, authenticate, readJson, graphql);
  app.use('/v1', Router().use(guard, authenticate, readBody, rest));
  app.use('/assets', guard, assets);
  app.use(PROBES, guardOrigin(refusalsOfNames(refusalOf)));
  app.use(createHealthRouter(health));
  app.use(createMetricsRouter(metrics));
  app.use(guard, notFound);
  app.use(answerErrors(report));
  return app;
}

const PROBES = ['/livez', '/readyz', '/metrics'];

/** Clients that keep connections open go elsewhere with their next request, rather than into a closing socket. */
function closeWhileDraining({ isDraining }: Health): RequestHandler {
  return ({ socket }, response, next) => {
    if (!isDraining() || closeAfter(socket, response)) next();
  };
}
