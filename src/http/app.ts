import express, { type Express, type RequestHandler, type Router } from 'express';
import { unlessPage } from './authenticate.js';
import { readBody, readJson } from './body.js';
import { shareWith } from './cross-origin.js';
import { answerErrors, notFound } from './errors.js';
import { createHealthRouter, type Health } from './health.js';
import { createMetricsRouter, type MetricsPage } from './metrics.js';
import { type Allowed, guardOrigin, refusals, refusalsOfNames } from './origin.js';
import { giveRequestId } from './request-id.js';

export interface HttpParts {
  readonly allowed: Allowed;
  readonly health: Health;
  readonly metrics: MetricsPage;
  readonly authenticate: RequestHandler;
  readonly graphql: RequestHandler;
  readonly rest: Router;
  readonly report: (fault: unknown, requestId: string) => void;
}

/** Everything that is served, in order. */
export function createHttpApp(parts: HttpParts): Express {
  const { allowed, health, metrics, authenticate, graphql, rest, report } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const refusalOf = refusals(allowed);
  const guard = [guardOrigin(refusalOf), ...(allowed.origins.length > 0 ? [shareWith(allowed.origins)] : [])];
  app.use(giveRequestId);
  app.use(closeWhileDraining(health));
  app.all('/graphql', guard, unlessPage(authenticate), readJson, graphql);
  app.use('/v1', guard, authenticate, readBody, rest);
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
  return (_request, response, next) => {
    if (isDraining()) response.set('Connection', 'close');
    next();
  };
}
