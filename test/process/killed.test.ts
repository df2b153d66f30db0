import { expect, it } from '@jest/globals';
import { allLaunched, launchUntilCertain } from '../support/keyed-launches.js';
import { freePort, type Running, startProcess } from '../support/process.js';

const FAULTS = 'resetBefore=0.05,resetAfter=0.05,error500=0.02,truncate=0.02,empty=0.02';
const CLIENTS = 40;
/** After so many answers each. */
const KILLS = [5, 20];

it('A service that is killed and started again launches once for each key', async () => {
  const simulator = await startProcess(
    { SIMULATOR_PORT: '0', SIMULATOR_LATENCY_MS: '20', SIMULATOR_FAULTS: FAULTS },
    'simulator',
  );
  const start = (PORT: string) =>
    startProcess({
      PORT,
      EC2_BACKEND: 'aws',
      EC2_BUDGET: 'off',
      AUTH: 'none',
      LOG_LEVEL: 'silent',
      AWS_ENDPOINT_URL_EC2: simulator.url,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    });
  const port = await freePort();
  let up: Promise<Running> = start(port);
  let answered = 0;
  const killAndStart = async (running: Promise<Running>) => {
    const { kill, ended } = await running;
    kill('SIGKILL');
    await ended;
    return start(port);
  };
  const launch = async (key: string) => {
    const id = await launchUntilCertain(() => up, key);
    answered += 1;
    if (KILLS.includes(answered)) up = killAndStart(up);
    return [id, key] as const;
  };
  const keys = Array.from({ length: CLIENTS }, (_, n) => `client-${n}`);
  const held = new Map(await Promise.all(keys.map(launch)));
  const existing = await allLaunched(await up);
  expect(new Map(existing)).toEqual(held);
  expect(existing).toHaveLength(CLIENTS);
});
