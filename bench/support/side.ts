import { fileURLToPath } from 'node:url';
import { Client } from './client.js';
import { freePort, type Program, start } from './processes.js';
import { MAIN, type Simulator, startSimulator } from './simulator.js';

type Settings = Readonly<Record<string, string>>;

/** What is compared: the service, and what its users would write otherwise. */
export type SideName = 'service' | 'baseline';

/** A server under test with a simulated EC2 of its own. */
export interface Side {
  readonly name: SideName;
  readonly url: string;
  readonly client: Client;
  readonly simulator: Simulator;
  /** Of the server's process. */
  pid(): number;
  /** Ends the server as a crash does, and starts it again on the same port. */
  restart(): Promise<void>;
}

const BASELINE = fileURLToPath(new URL('../baselines/express.js', import.meta.url));

export interface SideSettings {
  readonly simulator?: Settings;
  readonly service?: Settings;
}

/** Runs work with a fresh server and a fresh simulator: full buckets, and no memory of what was before. */
export async function withSide<T>(
  name: SideName,
  settings: SideSettings,
  work: (side: Side) => Promise<T>,
): Promise<T> {
  const simulator = await startSimulator(settings.simulator ?? {});
  const port = String(await freePort());
  const program = programOf(name, { ...simulator.environment, PORT: port }, settings.service ?? {});
  let server = await start(program);
  const client = new Client(server.url);
  const restart = async () => {
    await server.kill();
    server = await start(program);
  };
  try {
    return await work({ name, url: server.url, client, simulator, pid: () => server.pid, restart });
  } finally {
    client.close();
    await server.kill();
    await simulator.end();
  }
}

/** One after the other, so that neither takes time from the other. */
export async function onBothSides<T>(
  settings: SideSettings,
  work: (side: Side) => Promise<T>,
): Promise<Record<SideName, T>> {
  const service = await withSide('service', settings, work);
  const baseline = await withSide('baseline', settings, work);
  return { service, baseline };
}

function programOf(name: SideName, environment: Settings, settings: Settings): Program {
  if (name === 'baseline') return { script: BASELINE, environment };
  return {
    script: MAIN,
    environment: { ...environment, EC2_BACKEND: 'aws', AUTH: 'none', LOG_LEVEL: 'silent', ...settings },
  };
}
