import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Request, Response } from 'express';
import type { Config } from './config.js';
import { type Context, createContext, type RequestFacts } from './context.js';
import { LAUNCH } from './ec2/audited.js';
import { coalesced } from './ec2/coalesced.js';
import type { Ec2, Instance, RegionalEc2 } from './ec2/ec2.js';
import { Governor } from './ec2/governor.js';
import { cachedInstanceTypes } from './ec2/instance-types.js';
import { launchedOnce } from './ec2/launched-once.js';
import type { Observer } from './ec2/observer.js';
import { loadedOnce, onDemand } from './ec2/on-demand.js';
import { patient } from './ec2/patient.js';
import { Reach } from './ec2/reach.js';
import { acrossRegions } from './ec2/regions.js';
import { type Launched, type Settled, settledLater } from './ec2/settled-later.js';
import { Watch } from './ec2/watch.js';
import type { ServiceError } from './errors.js';
import { compiledQueries } from './graphql/compiled.js';
import { createExecute } from './graphql/execute.js';
import { createSchema } from './graphql/schema.js';
import { createGraphQLServer } from './graphql/server.js';
import { Admission } from './http/admission.js';
import { createHttpApp } from './http/app.js';
import { Assets } from './http/assets.js';
import { authenticate } from './http/authenticate.js';
import { createDocsRouter } from './http/docs.js';
import { showExplorer, showGraphiql } from './http/explorer.js';
import { serveGraphQL } from './http/graphql.js';
import { graphqlOverWebSocket } from './http/graphql-ws.js';
import { refusals } from './http/origin.js';
import { HttpRequestFacts } from './http/request-facts.js';
import { createHttpServer } from './http/server.js';
import { sheddingLoad } from './http/shedding.js';
import { WebSockets } from './http/websockets.js';
import { createMetrics } from './observability/metrics.js';
import { createOpenApiRouter } from './rest/openapi/router.js';
import { createRestRouter } from './rest/router.js';
import { createTrust, type Outputs } from './trust.js';
import type { World } from './world.js';

export interface App {
  /** Not listening yet. */
  readonly server: Server;
  readonly webSockets: WebSockets;
  /** Loads the way to EC2, so that the first call does not have to; where it fails, that is logged and the first call tries again. */
  load(): Promise<void>;
  /** From now on readiness fails and connections are closed after their answer. */
  startDraining(): void;
  /** After the last answer; waits for what EC2 is still being asked to change, as long as one call may take. */
  stop(): Promise<void>;
}

/**
 * The service, over the configured EC2 or over another that the caller brings. Rejects with a ConfigError where a file that
 * the settings name cannot be used.
 */
export async function createApp(config: Config, world: World, outputs: Outputs, ownEc2?: Ec2): Promise<App> {
  const { log } = outputs;
  const reach = new Reach(world.now);
  const requests = new Admission(config.maxConcurrentRequests);
  const metrics = createMetrics(requests);
  const { trail, callerOf, guard } = await createTrust(config, world, outputs, metrics.trust);
  const { ec2: unguarded, load } = ownEc2
    ? { ec2: ownEc2, load: async () => {} }
    : createEc2(config, world, { ...metrics.observer, called }, settled);
  function called(action: string, failure?: ServiceError): void {
    reach.called(failure);
    if (failure?.retryable) log.warn({ action, code: failure.code, ec2: failure.ec2 }, failure.message);
    metrics.observer.called(action, failure);
  }

  function settled(launched: Launched, instances?: readonly Instance[]): void {
    const { clientToken, change, caller, requestId } = launched;
    const ids = instances?.map(({ id }) => id);
    const what = ids === undefined ? 'is still unknown' : `was ${ids.length} instances`;
    log.warn({ clientToken, instanceIds: ids }, `a launch of unknown outcome ${what}`);
    if (ids === undefined) return;
    const outcome = ids.length > 0 ? 'ok' : 'none';
    const entry = { change, caller, requestId, operation: LAUNCH.operation, clientToken, outcome, ids };
    void trail.write({ audit: 'settled', ...entry }).catch(() => {});
  }

  const { ec2, ended } = guard(unguarded);

  const report = (fault: unknown, requestId: string) =>
    log.error({ err: fault, requestId }, 'internal error');

  const schema = createSchema();
  const runCompiled = compiledQueries(schema, report);
  const execute = createExecute(schema, runCompiled, report);
  const graphql = createGraphQLServer(schema, runCompiled, report);
  await graphql.server.start();

  let draining = false;
  const isDraining = () => draining;
  const { launchDefaults, launchTags } = config;
  const watch = new Watch({ ec2, clock: world, intervalMs: config.watchIntervalMs });
  const shared = { ec2, watch, trail, launchDefaults, launchTags };
  const contextOf = (facts: RequestFacts): Context => createContext(facts, shared);
  const facts = (request: Request, response: Response): RequestFacts =>
    new HttpRequestFacts(request, response, config.requestTimeoutMs);
  const assets = new Assets(fileURLToPath(new URL('../dist/assets', import.meta.url)));
  const refusalOf = refusals({ hosts: config.allowedHosts, origins: config.corsOrigins });
  const version = readVersion();
  const http = createHttpApp({
    refusalOf,
    corsOrigins: config.corsOrigins,
    metrics,
    health: { isDraining, reachesEc2: () => reach.check(ec2) },
    authenticate: authenticate(callerOf),
    explorer: showExplorer(assets),
    graphiql: showGraphiql(assets),
    graphql: serveGraphQL(graphql, (request, response) => contextOf(facts(request, response))),
    rest: createRestRouter({
      execute: (document, variables, request) => execute(document, variables, contextOf(request)),
      facts,
      version,
    }),
    openApi: createOpenApiRouter(version),
    docs: createDocsRouter(assets),
    assets,
    report,
  });
  const server = createHttpServer(http, {
    listener: sheddingLoad(http, { admission: requests, corsOrigins: config.corsOrigins, isDraining }),
    limits: config.connections,
  });
  const overWebSocket = graphqlOverWebSocket({
    callerOf,
    contextOf,
    carryOut: graphql.carryOut,
    admission: requests,
    timeoutMs: config.requestTimeoutMs,
  });
  const webSockets = new WebSockets(overWebSocket, refusalOf, report);
  webSockets.attachTo(server);
  return {
    server,
    webSockets,
    load: () => load().catch((err) => log.error({ err }, 'the way to EC2 could not be loaded')),
    startDraining: () => {
      draining = true;
      watch.stop();
    },
    stop: async () => {
      await ended(world.delay(config.ec2TimeoutMs));
      await graphql.server.stop();
    },
  };
}

interface LoadableEc2 {
  readonly ec2: Ec2;
  load(): Promise<void>;
}

function createEc2(config: Config, world: World, observer: Observer, onSettled: Settled): LoadableEc2 {
  const { ec2Budget, regions } = config;
  const backend = loadedOnce(async () => {
    const { createBackend } = await import('./backend.js');
    return createBackend(config, world, observer);
  });
  const inRegion = (region: string): RegionalEc2 => {
    const governor = new Governor(ec2Budget, world);
    const ec2 = onDemand(region, async () => (await backend())(region, governor));
    return coalesced(ec2, { governor, clock: world, observer });
  };
  const [byDefault, ...others] = regions;
  const everywhere = acrossRegions([inRegion(byDefault), ...others.map(inRegion)]);
  const launching = launchedOnce(settledLater(everywhere, world, onSettled), world.now);
  return {
    ec2: cachedInstanceTypes(patient(launching, world)),
    load: async () => void (await backend()),
  };
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return version;
}
