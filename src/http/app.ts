import { parse } from 'node:querystring';
import express, { type Express, type RequestHandler, Router } from 'express';
import type { Assets } from './assets.js';
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
  /** For browsers at GraphQL's address; hands on all else. */
  readonly explorer: RequestHandler;
  readonly graphiql: RequestHandler;
  readonly graphql: RequestHandler;
  readonly rest: Router;
  /** The OpenAPI document of REST. */
  readonly openApi: Router;
  /** The page that shows it. */
  readonly docs: Router;
  /** What pages load. */
  readonly assets: Assets;
  readonly report: (fault: unknown, requestId: string) => void;
}

/** Everything that is served, in order. */
export function createHttpApp(parts: HttpParts): Express {
  const { refusalOf, corsOrigins, health, metrics, authenticate, report } = parts;
  const { explorer, graphiql, graphql, rest, openApi, docs, assets } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Node would leave out what comes after the thousandth parameter; the headers have a limit of their own.
  app.set('query parser', (text: string) => parse(text, '&', '=', { maxKeys: 0 }));
  const guard = [guardOrigin(refusalOf), ...(corsOrigins.length > 0 ? [shareWith(corsOrigins)] : [])];
  app.use(giveRequestId);
  app.use(protect);
  app.use(closeWhileDraining(health));
  app.all('/graphql', guard, explorer, authenticate, readJson, graphql);
  // It tells what anybody can read in the repository, and the page that shows it asks before it has a token.
  app.use('/v1/openapi.json', guard, openApi);
  app.use('/v1', Router().use(guard, authenticate, readBody, rest));
  app.use('/docs', guard, docs);
  app.get('/graphiql', guard, graphiql);
  app.use('/assets', guard, assets.serve);
  app.get('/favicon.ico', guard, toIcon(assets));
  app.use(PROBES, guardOrigin(refusalsOfNames(refusalOf)));
  app.use(createHealthRouter(health));
  app.use(createMetricsRouter(metrics));
  app.use(guard, notFound);
  app.use(answerErrors(report));
  return app;
}

/** Browsers look for it at answers that name none, and Sandbox does at every page. */
function toIcon(assets: Assets): RequestHandler {
  return (_request, response) => response.redirect(assets.addressOf('icon.svg'));
}

const PROBES = ['/livez', '/readyz', '/metrics'];

/** Clients that keep connections open go elsewhere with their next request, rather than into a closing socket. */
function closeWhileDraining({ isDraining }: Health): RequestHandler {
  return ({ socket }, response, next) => {
    if (!isDraining() || closeAfter(socket, response)) next();
  };
}
