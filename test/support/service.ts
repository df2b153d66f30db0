import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { drain } from '../../src/http/drain.js';
import type { WriteLine } from '../../src/observability/lines.js';
import { createLog } from '../../src/observability/log.js';
import type { World } from '../../src/world.js';
import { settled } from './clock.js';

/** A service that listens on a free port of the loopback address, whose time is the test's to move. */
export interface Service {
  readonly url: string;
  /** The lines of its log, parsed. */
  readonly logged: Record<string, unknown>[];
  /** The lines of its audit trail, parsed. */
  readonly audited: Record<string, unknown>[];
  /** How many requests have come in. */
  arrived(): number;
  /** How many clients have hung up before they were answered. */
  hungUp(): number;
  advance(ms: number): void;
  startDraining(): void;
  /** Drains it for as long as that takes. */
  drain(): Promise<void>;
}

const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

/** Time stands still until it is moved; a delay moves it, and is over as soon as it is begun. */
export function aWorld(start = Date.parse('2026-11-23T07:31:05Z')) {
  let time = start;
  const world: World = {
    now: () => time,
    random: () => 0.5,
    delay: async (ms, signal) => {
      signal?.throwIfAborted();
      time += ms;
    },
    arrived: settled,
  };
  return {
    world,
    advance: (ms: number) => {
      time += ms;
    },
  };
}

/** Longer than anything that is waited for but a state. */
const LONG_MS = 60_000;

/** A service in whose world the longest delays are over only when EC2 has had its time to answer. */
export async function startPatientService(): Promise<Service> {
  const { world, advance } = aWorld();
  const delay = async (ms: number, signal?: AbortSignal) => {
    if (ms < LONG_MS) return world.delay(ms, signal);
    for (let turn = 0; turn < 100; turn++) await settled();
  };
  const service = await startService({}, { ...world, delay });
  return { ...service, advance };
}

export async function startService(
  environment: Record<string, string> = {},
  world: Partial<World> = {},
  writeAudit?: WriteLine,
): Promise<Service> {
  const logged: Record<string, unknown>[] = [];
  const clock = aWorld();
  const log = createLog('info', { write: (line) => void logged.push(JSON.parse(line)) });
  const audited: Record<string, unknown>[] = [];
  const keep = async (line: string) => void audited.push(JSON.parse(line));
  const app = await createApp(
    readConfig(environment),
    { ...clock.world, ...world },
    { log, audit: writeAudit ?? keep },
  );
  let arrived = 0;
  let hungUp = 0;
  const server = app.server.listen(0, '127.0.0.1');
  server.on('request', (_, response) => {
    arrived += 1;
    response.once('close', () => {
      if (!response.writableFinished) hungUp += 1;
    });
  });
  await once(server, 'listening');
  running.push(async () => {
    server.close();
    server.closeAllConnections();
    app.webSockets.terminate();
    await app.stop();
  });
  const { port } = server.address() as AddressInfo;
  const { advance } = clock;
  const { startDraining } = app;
  return {
    url: `http://127.0.0.1:${port}`,
    logged,
    audited,
    arrived: () => arrived,
    hungUp: () => hungUp,
    advance,
    startDraining,
    drain: () => {
      startDraining();
      const delay = (ms: number) => (ms === 0 ? Promise.resolve() : new Promise<never>(() => {}));
      return drain(server, { delayMs: 0, timeoutMs: 1, delay, webSockets: app.webSockets });
    },
  };
}
