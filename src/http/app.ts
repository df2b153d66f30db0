import express, { type Express, type RequestHandler, type Router } from 'express';
import { unlessPage } from './authenticate.js';
import { readBody, readJson } from './body.js';
import { answerErrors, notFound } from './errors.js';
import { createHealthRouter, type Health } from './health.js';
import { createMetricsRouter, type MetricsPage } from './metrics.js';
import { guardOrigin } from './origin.js';
import { giveRequestId } from './request-id.js';

export interface HttpParts {
  readonly allowedHosts: readonly string[] | undefined;
  readonly health: Health;
  readonly metrics: MetricsPage;
  readonly authenticate: RequestHandler;
  readonly graphql: RequestHandler;
  readonly rest: Router;
  readonly report: (fault: unknown, requestId: string) => void;
}

/** Everything that is served, in order. */
export function createHttpApp(parts: HttpParts): Express {
  const { allowedHosts, health, metrics, authenticate, graphql, rest, report } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const guard = guardOrigin(allowedHosts);
  app.use(giveRequestId);
  app.use(closeWhileDraining(health));
  app.all('/graphql', guard, unlessPage(authenticate), readJson, graphql);
  app.use('/v1', guard, authenticate, readBody, rest);
  // Without the guard: probes and Prometheus come to the address, by whatever name.
  app.use(createHealthRouter(health));
  app.use(createMetricsRouter(metrics));
  app.use(guard, notFound);
  app.use(answerErrors(report));
  return app;
}

/** Clients that keep connections open go elsewhere with their next request, rather than into a closing socket. */
function closeWhileDraining({ isDraining }: Health): RequestHandler {
  return (_request, response, next) => {
    if (isDraining()) response.set('Connection', 'close');
    next();
  };
}
