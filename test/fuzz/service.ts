import { type Running, startProcess } from '../support/process.js';

/** Enough that every call meets some of them in a run, and few enough that most of the work gets through. */
const FAULTS =
  'resetBefore=0.004,resetAfter=0.004,error500=0.002,truncate=0.002,empty=0.002,RequestLimitExceeded=0.002';

/** The service as it ships over a simulated EC2 with faults, each in a process of its own. */
export async function startFaultyService(): Promise<Running> {
  const simulator = await startProcess(
    { SIMULATOR_PORT: '0', SIMULATOR_TRANSITION_MS: '200', SIMULATOR_FAULTS: FAULTS },
    'simulator',
  );
  return startProcess({
    PORT: '0',
    NODE_OPTIONS: '--max-old-space-size=256',
    EC2_BACKEND: 'aws',
    EC2_BUDGET: 'off',
    AUTH: 'none',
    LOG_LEVEL: 'error',
    AWS_ENDPOINT_URL_EC2: simulator.url,
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  });
}
