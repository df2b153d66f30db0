import { createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config.js';
import { createLog } from '../../../src/observability/log.js';
import { realWorld } from '../../../src/world.js';
import { announce } from './announce.js';

/** The service as it ships, with a thousand instances in its simulated EC2 and no budget to keep to. */
const config = readConfig({ LOG_LEVEL: 'error', EC2_BUDGET: 'off', SIMULATOR_TRANSITION_MS: '0' });
const app = await createApp(config, realWorld, {
  log: createLog(config.logLevel),
  audit: async () => {},
});

await announce(app.server, async (url) => {
  const query = `mutation {
    launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro", minCount: 1000, maxCount: 1000 }) {
      instanceIds
    }
  }`;
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await answer.json()) as { data: { launchInstances: { instanceIds: string[] } } };
  return data.launchInstances.instanceIds[0];
});
