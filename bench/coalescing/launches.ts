import type { Scenario } from '../scenario.js';
import { type Burst, burst } from '../support/burst.js';
import type { Ask } from '../support/client.js';
import { allInstances } from '../support/fleet.js';
import { onBothSides, type Side } from '../support/side.js';
import { exactly } from '../targets.js';
import { Crashes } from './crashes.js';

const SIZE = 2000;
const RESTARTS = 10;
/** The count is what matters here, not the time: clients repeat until they have an answer. */
const PATIENCE_MS = 10 * 60_000;

const BUCKETS = 'RunInstances=1000/500,RunInstances.instances=1000/500';
const SETTINGS = {
  simulator: {
    SIMULATOR_THROTTLING: BUCKETS,
    SIMULATOR_FAULTS:
      'RequestLimitExceeded=0.1,resetBefore=0.05,resetAfter=0.05,error500=0.02,truncate=0.02,empty=0.02',
  },
  service: { EC2_BUDGET: BUCKETS },
};

export const launches = launching(
  'launches',
  '2,000 launches at once, with every fourth attempt throttled, lost or broken',
  0,
);
export const killedLaunches = launching(
  'killed-launches',
  'The same, with the server killed and restarted ten times',
  RESTARTS,
);

function launching(name: string, title: string, restarts: number): Scenario {
  return {
    name,
    title,
    async run() {
      const { service, baseline } = await onBothSides(SETTINGS, async (side) => {
        await side.client.connect(SIZE);
        const crashes = new Crashes(side, restarts);
        const launched = await burst(side, ASKS, PATIENCE_MS, crashes.onSettled);
        return {
          figures: launched.figures,
          restarts: await crashes.ended(),
          ...(await census(side, launched)),
        };
      });
      return {
        service: service.figures,
        baseline: baseline.figures,
        counts: {
          'instances in the end': { service: service.instances, baseline: baseline.instances },
          'instances that nobody holds': { service: service.orphans, baseline: baseline.orphans },
        },
        targets: [
          exactly('instances in the end', service.instances, SIZE),
          exactly('clients that hold the instance they asked for', service.owners, SIZE),
          exactly('instances that nobody holds', service.orphans, 0),
          exactly('instances that several hold', service.shared, 0),
          ...(restarts > 0 ? [exactly('restarts', service.restarts, restarts)] : []),
        ],
      };
    },
  };
}

/** Each client launches one instance with its own number as a tag. */
const ASKS: readonly Ask[] = Array.from({ length: SIZE }, (_, number) => ({
  method: 'PUT',
  path: '/v1/launch',
  headers: { 'idempotency-key': `launch-${number}` },
  body: { ami: 'ami-12c6146b', instance_type: 't3.micro', tags: { client: String(number) } },
}));

/** Compares what the clients hold with what there is. */
async function census(side: Side, { courses }: Burst) {
  const instances = await allInstances(side.simulator.ec2);
  const clientOf = new Map(
    instances.map(({ InstanceId, Tags = [] }) => [
      InstanceId,
      Tags.find(({ Key }) => Key === 'client')?.Value,
    ]),
  );
  const held = courses.map(({ answer }) =>
    answer?.status === 200 ? (answer.body as string[])[0] : undefined,
  );
  const holders = (id: string | undefined) => held.filter((one) => one === id).length;
  return {
    instances: instances.length,
    owners: held.filter((id, number) => clientOf.get(id) === String(number)).length,
    orphans: instances.filter(({ InstanceId }) => holders(InstanceId) === 0).length,
    shared: instances.filter(({ InstanceId }) => holders(InstanceId) > 1).length,
  };
}
