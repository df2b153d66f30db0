import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';
import { EC2Client } from '@aws-sdk/client-ec2';
import { start } from './processes.js';

/** The built service, which is the simulator too. */
export const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** By action and outcome, as in `{"StartInstances": {"ok": 3, "RequestLimitExceeded": 1}}`. */
type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A simulated EC2 in a process of its own. */
export interface Simulator {
  /** For a process that is to use it: its endpoint, and credentials that it does not look at. */
  readonly environment: Readonly<Record<string, string>>;
  /** For what the benchmark itself has to do with EC2, which no fault may keep it from. */
  readonly ec2: EC2Client;
  /** The calls that it has had so far, those that it refused among them; of one action or of all. */
  calls(action?: string): Promise<number>;
  end(): Promise<void>;
}

const KEYS = { accessKeyId: 'simulator', secretAccessKey: 'simulator' };
const REGION = 'us-east-1';

/** How long every simulated call takes. */
export const LATENCY_MS = 50;

/** EC2's documented throttling is on. */
const DEFAULTS = {
  SIMULATOR_LATENCY_MS: String(LATENCY_MS),
  /**
   * To which bucket a DescribeInstances by ids belongs EC2 does not tell. Here it counts as a filtered one, which favours
   * the baseline: the service asks by filter anyway.
   */
  SIMULATOR_THROTTLING: 'DescribeInstances.unfiltered=100/20',
  SIMULATOR_TRANSITION_MS: '500',
};

export async function startSimulator(settings: Readonly<Record<string, string>>): Promise<Simulator> {
  const environment = { ...DEFAULTS, ...settings, SIMULATOR_PORT: '0' };
  const { url, kill } = await start({ script: MAIN, args: ['simulator'], environment });
  const ec2 = new EC2Client({ region: REGION, endpoint: url, credentials: KEYS, maxAttempts: 20 });
  return {
    environment: {
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL_EC2: url,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      // Whatever this machine has set up for the SDK is not meant for here.
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    ec2,
    calls: async (action) => {
      const response = await fetch(new URL('/_simulator/calls', url));
      const counts = (await response.json()) as Counts;
      const ofActions = action === undefined ? Object.values(counts) : [counts[action] ?? {}];
      return ofActions.flatMap((outcomes) => Object.values(outcomes)).reduce((sum, each) => sum + each, 0);
    },
    end: () => {
      ec2.destroy();
      return kill();
    },
  };
}
