import { readConfig } from '../../src/config.js';
import { createSimulatorServer } from '../../src/simulator/server.js';
import { Simulator } from '../../src/simulator/simulator.js';
import type { World } from '../../src/world.js';
import { FaultProxy } from './fault-proxy.js';
import { listen } from './listening.js';
import { aWorld, type Service, startService } from './service.js';

export interface BehindProxy {
  readonly service: Service;
  readonly proxy: FaultProxy;
}

/** A service that reaches its EC2, which is a simulated one, over the network and by way of a proxy. */
export async function startBehindProxy(
  environment: Record<string, string> = {},
  ownWorld: Partial<World> = {},
): Promise<BehindProxy> {
  const clock = aWorld();
  const world = { ...clock.world, ...ownWorld };
  const simulator = new Simulator(readConfig(environment).simulator, world);
  const proxy = new FaultProxy(await listen(createSimulatorServer(simulator)));
  // The SDK reads them for the first call.
  process.env.AWS_ENDPOINT_URL_EC2 = await listen(proxy.server);
  process.env.AWS_ACCESS_KEY_ID = 'a';
  process.env.AWS_SECRET_ACCESS_KEY = 'b';
  const service = await startService({ EC2_BACKEND: 'aws', AUTH: 'none', ...environment }, world);
  return { service: { ...service, advance: clock.advance }, proxy };
}
