import type { Scenario } from '../scenario.js';
import { burst } from '../support/burst.js';
import type { Answer, Ask, Client } from '../support/client.js';
import { onBothSides, type SideName } from '../support/side.js';
import { exactly } from '../targets.js';

/** How many instances are launched together; each meets what is done through one door. */
const SIZE = 20;

interface Door {
  readonly launch: Ask;
  /** The ids in the answer to the launch. */
  ids(answer: Answer): readonly string[];
  /** What is done with an instance at once. */
  readonly actions: readonly ((id: string) => Ask)[];
}

const REST: Door = {
  launch: {
    method: 'PUT',
    path: '/v1/launch',
    body: { ami: 'ami-12c6146b', instance_type: 't3.micro', min_count: SIZE, max_count: SIZE },
  },
  ids: ({ body }) => body as string[],
  actions: [
    (id) => ({ method: 'GET', path: `/v1/${id}/attributes?filter=state` }),
    (id) => ({ method: 'PUT', path: `/v1/${id}/reboot` }),
    (id) => ({ method: 'PUT', path: `/v1/${id}/terminate` }),
  ],
};

const query = (text: string): Ask => ({ method: 'POST', path: '/graphql', body: { query: text } });

const GRAPHQL: Door = {
  launch: query(
    `mutation { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro", minCount: ${SIZE}, maxCount: ${SIZE} }) { instanceIds } }`,
  ),
  ids: ({ body }) =>
    (body as { data: { launchInstances: { instanceIds: string[] } } }).data.launchInstances.instanceIds,
  actions: [
    (id) => query(`{ instance(id: "${id}") { state } }`),
    (id) => query(`mutation { rebootInstances(ids: ["${id}"]) { results { error { message } } } }`),
    (id) => query(`mutation { terminateInstances(ids: ["${id}"]) { results { error { message } } } }`),
  ],
};

const DOORS: Readonly<Record<SideName, readonly Door[]>> = { service: [REST, GRAPHQL], baseline: [REST] };

export const newInstances: Scenario = {
  name: 'new-instances',
  title: 'Reads, reboots and terminations of instances launched a moment ago, which EC2 shows after 3 s',
  async run({ limitMs }) {
    const settings = { simulator: { SIMULATOR_CONSISTENCY_MS: '3000' } };
    const { service, baseline } = await onBothSides(settings, async (side) => {
      const signal = AbortSignal.timeout(limitMs);
      const launched = DOORS[side.name].flatMap((door) =>
        door.actions.map(async (action) => (await launchAt(door, side.client, signal)).map(action)),
      );
      const { figures, courses } = await burst(side, (await Promise.all(launched)).flat(), limitMs);
      return { figures, errors: courses.filter(({ answer }) => isError(answer)).length };
    });
    return {
      service: service.figures,
      baseline: baseline.figures,
      counts: { errors: { service: service.errors, baseline: baseline.errors } },
      targets: [
        exactly('instances', service.figures.requests, 6 * SIZE),
        exactly('errors', service.errors, 0),
        exactly('attempts repeated', service.figures.failures, 0),
      ],
    };
  },
};

async function launchAt(door: Door, client: Client, signal: AbortSignal): Promise<readonly string[]> {
  const { answer } = await client.settle(door.launch, signal);
  if (answer?.status !== 200) throw new Error(`nothing was launched: ${JSON.stringify(answer)}`);
  return door.ids(answer);
}

/** In GraphQL an error has status 200. */
function isError(answer: Answer | undefined): boolean {
  if (answer?.status !== 200) return true;
  return /"errors":|"error":\{/.test(JSON.stringify(answer.body));
}
