import { type Answer, type Door, graphql, queried, type Verb } from './doors.js';
import type { FaultProxy } from './fault-proxy.js';
import { runningInstances, stop } from './instances.js';
import type { Service } from './service.js';

type At = Pick<Service, 'url' | 'advance'>;

/** What callers ask for, by the EC2 action behind it. */
export interface Operation {
  readonly action: string;
  readonly isRead?: true;
  readonly isReboot?: true;
  /** Whether the instance has to be stopped before. */
  readonly isOfStopped?: true;
  ask(door: Door, id: string): Promise<Answer>;
  /** How often EC2 has done it; what is the same done twice counts once. */
  times(behind: { readonly service: At; readonly proxy: FaultProxy }, id: string): Promise<number>;
}

const IMAGE = { imageId: 'ami-12c6146b', instanceType: 't3.micro' };

function launch(name: string, input: object): Operation {
  return {
    action: 'RunInstances',
    ask: (door) => door.launch({ ...IMAGE, ...input, tags: [{ key: 'Name', value: name }] }),
    times: ({ service }) => launched(service, name),
  };
}

/** How many instances there are of that name. */
export async function launched(service: At, name: string): Promise<number> {
  const tags = [{ key: 'Name', values: [name] }];
  const text = 'query ($tags: [TagFilter!]) { instances(filter: { tags: $tags }) { nodes { id } } }';
  const { data } = await graphql(service, text, { tags });
  return data.instances.nodes.length;
}

function change(action: string, ask: Operation['ask']): Operation {
  const times: Operation['times'] = async ({ proxy }, id) => Math.min(1, carriedOut(proxy, action, id));
  return { action, ask, times };
}

/** How often EC2 was asked for an action on an instance, and did it. */
export function carriedOut(proxy: FaultProxy, action: string, id: string): number {
  return proxy.carriedOut.filter((call) => call.action === action && call.ids.includes(id)).length;
}

const acting =
  (verb: Verb): Operation['ask'] =>
  (door, id) =>
    door.act(verb, id);

/** Through both doors. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'a read': {
    action: 'DescribeInstances',
    isRead: true,
    ask: (door, id) => door.attributes(id, 'state'),
    times: async () => 0,
  },
  'a launch': launch('any', {}),
  'a launch with a key': launch('keyed', { idempotencyKey: 'build 7' }),
  'a start': { ...change('StartInstances', acting('start')), isOfStopped: true },
  'a stop': change('StopInstances', acting('stop')),
  'a termination': change('TerminateInstances', acting('terminate')),
  'a reboot': {
    action: 'RebootInstances',
    isReboot: true,
    ask: acting('reboot'),
    times: async ({ proxy }, id) => carriedOut(proxy, 'RebootInstances', id),
  },
  'a modification': change('ModifyInstanceAttribute', (door, id) =>
    door.modify(id, 'instanceInitiatedShutdownBehavior', 'stop'),
  ),
};

/** An instance for each, in the state that it takes. */
export async function instancesFor(service: At, operations: readonly Operation[]): Promise<string[]> {
  const ids = await runningInstances(service, operations.length);
  await stop(
    service,
    ids.filter((_, n) => operations[n]?.isOfStopped),
  );
  return ids;
}

/** What only GraphQL reads. */
export const QUERIES = {
  'a list': ['DescribeInstances', '{ instances { nodes { id } } }'],
  'an attribute': ['DescribeInstanceAttribute', 'query ($id: ID!) { instance(id: $id) { userData } }'],
  'a status': ['DescribeInstanceStatus', 'query ($id: ID!) { instance(id: $id) { status { instance } } }'],
} as const;

export function query(service: At, text: string, id: string): Promise<Answer> {
  return queried(service, text, text.includes('$id') ? { id } : {});
}
