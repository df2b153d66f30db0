import { createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config.js';
import { createLog } from '../../../src/observability/log.js';
import { realWorld } from '../../../src/world.js';
import { memoryEc2 } from '../memory-ec2.js';
import { announce } from './announce.js';

/** The service as it ships, but for EC2, which answers from memory. */
const config = readConfig({ LOG_LEVEL: 'error' });
const app = await createApp(
  config,
  realWorld,
  { log: createLog(config.logLevel), audit: async () => {} },
  memoryEc2,
);

await announce(app.server);
