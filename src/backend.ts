import type { Config } from './config.js';
import type { RegionalEc2 } from './ec2/ec2.js';
import type { Governor } from './ec2/governor.js';
import type { Observer } from './ec2/observer.js';
import { sdkEc2 } from './ec2/sdk.js';
import { inProcessClient, networkClient } from './ec2/sdk-client.js';
import { sender } from './ec2/sdk-send.js';
import type { World } from './world.js';

/** The way to EC2 in each region, over the network or to a simulator in this process. */
export type Backend = (region: string, governor: Governor) => RegionalEc2;

export async function createBackend(config: Config, world: World, observer: Observer): Promise<Backend> {
  const { ec2TimeoutMs: timeoutMs } = config;
  const simulated = config.ec2Backend === 'simulator' ? await simulator(config, world) : undefined;
  return (region, governor) => {
    const client = simulated ? inProcessClient(region, simulated) : networkClient(region, timeoutMs);
    return sdkEc2(region, sender(client, { timeoutMs, pacing: world, governor, observer }));
  };
}

async function simulator(config: Config, world: World) {
  const { inProcessHandler } = await import('./simulator/handler.js');
  const { Simulator } = await import('./simulator/simulator.js');
  return inProcessHandler(new Simulator(config.simulator, world));
}
