import { expect, it } from '@jest/globals';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/observability/log.js';
import { createSimulatorServer } from '../../src/simulator/server.js';
import { Simulator } from '../../src/simulator/simulator.js';
import { chance } from '../support/chance.js';
import { allLaunched, launchUntilCertain } from '../support/keyed-launches.js';
import { cut, listen } from '../support/listening.js';
import { aWorld } from '../support/service.js';

const FAULTS =
  'RequestLimitExceeded=0.1,resetBefore=0.05,resetAfter=0.05,error500=0.02,truncate=0.02,empty=0.02';
const CLIENTS = 40;
const KILLS = 10;

/** A service that loses, when it is killed, its memory, its callers and its way to EC2; and the EC2 that outlives it. */
function aService(seed: number) {
  const world = { ...aWorld().world, random: chance(seed) };
  const simulator = new Simulator(readConfig({ SIMULATOR_FAULTS: FAULTS }).simulator, world);
  const start = async () => {
    const wayToEc2 = createSimulatorServer(simulator);
    process.env.AWS_ENDPOINT_URL_EC2 = await listen(wayToEc2);
    const config = readConfig({ EC2_BACKEND: 'aws', EC2_BUDGET: 'off', AUTH: 'none' });
    const { server: door } = await createApp(config, world, {
      log: createLog('silent'),
      audit: async () => {},
    });
    const url = await listen(door);
    return {
      url,
      kill: () => {
        cut(door);
        cut(wayToEc2);
      },
    };
  };
  return start;
}

it.each([1, 2, 3])(
  'A service that is killed ten times launches once for each key (seed %i)',
  async (seed) => {
    process.env.AWS_ACCESS_KEY_ID = 'a';
    process.env.AWS_SECRET_ACCESS_KEY = 'b';
    const start = aService(seed);
    let up = start();
    let answered = 0;
    let kills = 0;
    const killAndStart = async (running: typeof up) => {
      (await running).kill();
      kills += 1;
      return start();
    };
    const launch = async (key: string) => {
      const id = await launchUntilCertain(() => up, key);
      answered += 1;
      if (answered % (CLIENTS / KILLS) === 1) up = killAndStart(up);
      return [id, key] as const;
    };
    const keys = Array.from({ length: CLIENTS }, (_, n) => `client-${n}`);
    const held = new Map(await Promise.all(keys.map(launch)));
    const existing = await allLaunched(await up);
    expect(new Map(existing)).toEqual(held);
    expect(existing).toHaveLength(CLIENTS);
    expect(kills).toBe(KILLS);
  },
);
