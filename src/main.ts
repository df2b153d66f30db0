import { once } from 'node:events';
import { writeSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { drain } from './http/drain.js';
import { wholeLines } from './observability/lines.js';
import { createLog, loggingTo } from './observability/log.js';
import { realWorld } from './world.js';

// The SDK is pinned to a release for this Node; on it, its notice about later ones is noise.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const [, , command, ...args] = process.argv;
if (command === 'token') await runToken(args);
else if (command === 'simulator') await runSimulator(settings());
else await runService(settings());

async function runToken(args: readonly string[]): Promise<void> {
  const { TokenCommandError, tokenCommand } = await import('./auth/token-command.js');
  try {
    process.stdout.write(await tokenCommand(args, process.env.API_TOKENS_FILE, realWorld.now()));
  } catch (error) {
    if (!(error instanceof TokenCommandError)) throw error;
    fail(error.message);
  }
}

async function runService(config: Config): Promise<void> {
  const write = wholeLines((bytes) => writeSync(process.stdout.fd, bytes), realWorld);
  const log = createLog(config.logLevel, loggingTo(write));
  const app = await createApp(config, realWorld, { log, audit: write }).catch(failUnusable);
  const { server, webSockets } = app;
  const address = await listen(server, config.host, config.port);
  onSignal(async () => {
    log.info('shutting down');
    app.startDraining();
    const { drainDelayMs: delayMs, drainTimeoutMs: timeoutMs } = config;
    await drain(server, { delayMs, timeoutMs, delay: realWorld.delay, webSockets });
    await app.stop();
  });
  loggingTo(write).write(greeting(address, config));
  await app.load();
}

async function runSimulator(config: Config): Promise<void> {
  const { createSimulatorServer } = await import('./simulator/server.js');
  const { Simulator } = await import('./simulator/simulator.js');
  const server = createSimulatorServer(new Simulator(config.simulator, realWorld));
  const address = await listen(server, '127.0.0.1', config.simulator.port);
  onSignal(async () => drain(server, { delayMs: 0, timeoutMs: 1000, delay: realWorld.delay }));
  process.stdout.write(
    `EC2 is simulated on ${address}\n\n  aws ec2 describe-instances --endpoint-url ${address}\n`,
  );
}

function settings(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    return failUnusable(error);
  }
}

function failUnusable(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  return fail(error.message);
}

/** Listens, and gives the address under which it can be reached from this machine. */
async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening').catch((error: Error) =>
    fail(`Cannot listen on ${host}:${port}: ${error.message}`),
  );
  const bound = (server.address() as AddressInfo).port;
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${bound}`;
}

/** Ends the process after the first SIGTERM or SIGINT; a second one ends it at once. */
function onSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const handle = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    await stop();
    process.exit(0);
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function greeting(address: string, { ec2Backend, regions, auth }: Config): string {
  const ec2 = ec2Backend === 'aws' ? 'EC2' : 'simulated EC2';
  const needsToken = auth.tokensFile !== undefined || auth.jwt !== undefined;
  const token = needsToken ? "-H 'Authorization: Bearer TOKEN' " : '';
  return `launch-provision serves ${ec2} in ${regions.join(', ')}

  GraphQL, and its explorer in a browser     ${address}/graphql
  REST, and its reference in a browser       ${address}/v1  ${address}/docs
  Health                                     ${address}/livez  ${address}/readyz
  Metrics                                    ${address}/metrics

Launch an instance:

  curl -X PUT '${address}/v1/launch' ${token}-d ami=ami-12c6146b -d instance_type=t3.micro
`;
}
