import { graphql, type LaunchInput } from './doors.js';
import type { Service } from './service.js';

type At = Pick<Service, 'url' | 'advance'>;

/** Longer than any transition of the simulator takes. */
const TRANSITION_MS = 2000;

/** Launches instances and lets the time pass until they run. */
export async function runningInstances(
  service: At,
  count: number,
  input: LaunchInput = {},
): Promise<string[]> {
  const { data } = await graphql(
    service,
    'mutation ($input: LaunchInstancesInput!) { launchInstances(input: $input) { instanceIds } }',
    {
      input: {
        imageId: 'ami-12c6146b',
        instanceType: 't3.micro',
        minCount: count,
        maxCount: count,
        ...input,
      },
    },
  );
  service.advance(TRANSITION_MS);
  return data.launchInstances.instanceIds;
}

export async function runningInstance(service: At, input: LaunchInput = {}): Promise<string> {
  const [id = ''] = await runningInstances(service, 1, input);
  return id;
}

export async function stoppedInstances(
  service: At,
  count: number,
  input: LaunchInput = {},
): Promise<string[]> {
  const ids = await runningInstances(service, count, input);
  await stop(service, ids);
  return ids;
}

/** Stops instances and lets the time pass until they are. */
export async function stop(service: At, ids: readonly string[]): Promise<void> {
  await graphql(service, 'mutation ($ids: [ID!]!) { stopInstances(ids: $ids) { results { id } } }', { ids });
  service.advance(TRANSITION_MS);
}

export async function stoppedInstance(service: At, input: LaunchInput = {}): Promise<string> {
  const [id = ''] = await stoppedInstances(service, 1, input);
  return id;
}

export async function terminatedInstance(service: At): Promise<string> {
  const id = await runningInstance(service);
  await graphql(service, 'mutation ($ids: [ID!]!) { terminateInstances(ids: $ids) { results { id } } }', {
    ids: [id],
  });
  service.advance(TRANSITION_MS);
  return id;
}

export async function stateOf(service: At, id: string): Promise<string> {
  const { data } = await graphql(service, 'query ($id: ID!) { instance(id: $id) { state } }', { id });
  return data.instance.state;
}
