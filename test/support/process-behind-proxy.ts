import { readConfig } from '../../src/config.js';
import { createSimulatorServer } from '../../src/simulator/server.js';
import { Simulator } from '../../src/simulator/simulator.js';
import { realWorld } from '../../src/world.js';
import { FaultProxy } from './fault-proxy.js';
import { listen } from './listening.js';
import { type Running, startProcess } from './process.js';

/** The service as it ships, in real time, whose EC2 is a simulated one in this process, by way of a proxy. */
export async function startProcessBehindProxy(
  environment: Record<string, string> = {},
): Promise<{ running: Running; proxy: FaultProxy }> {
  const simulator = new Simulator(readConfig(environment).simulator, realWorld);
  const proxy = new FaultProxy(await listen(createSimulatorServer(simulator)));
  const running = await startProcess({
    PORT: '0',
    EC2_BACKEND: 'aws',
    EC2_BUDGET: 'off',
    AUTH: 'none',
    AWS_ENDPOINT_URL_EC2: await listen(proxy.server),
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    ...environment,
  });
  return { running, proxy };
}
