import { type Answer, type Door, graphql, queried, type Verb } from './doors.js';
import type { FaultProxy } from './fault-proxy.js';
import { runningInstance, stateOf, stoppedInstance } from './instances.js';
import type { Service } from './service.js';

type At = Pick<Service, 'url' | 'advance'>;

/** What callers ask for, by the EC2 action behind it. */
export interface Operation {
  readonly action: string;
  readonly isRead?: true;
  readonly isReboot?: true;
  /** Gives the id of an instance that it can be asked of. */
  prepare(service: At): Promise<string>;
  ask(door: Door, id: string): Promise<Answer>;
  /** How often it was done. */
  times(behind: { readonly service: At; readonly proxy: FaultProxy }, id: string): Promise<number>;
}

const IMAGE = { imageId: 'ami-12c6146b', instanceType: 't3.micro' };

const READ = { isRead: true, prepare: runningInstance, times: async () => 0 } as const;

function launch(name: string, input: object): Operation {
  return {
    action: 'RunInstances',
    prepare: async () => '',
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

function action(verb: Verb, name: string, prepare: Operation['prepare'], done: RegExp): Operation {
  return {
    action: name,
    prepare,
    ask: (door, id) => door.act(verb, id),
    times: async ({ service }, id) => (done.test(await stateOf(service, id)) ? 1 : 0),
  };
}

/** Through both doors. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'a read': { ...READ, action: 'DescribeInstances', ask: (door, id) => door.attributes(id, 'state') },
  'a launch': launch('any', {}),
  'a launch with a key': launch('keyed', { idempotencyKey: 'build 7' }),
  'a start': action('start', 'StartInstances', stoppedInstance, /PENDING|RUNNING/),
  'a stop': action('stop', 'StopInstances', runningInstance, /STOPPING|STOPPED/),
  'a termination': action('terminate', 'TerminateInstances', runningInstance, /SHUTTING_DOWN|TERMINATED/),
  'a reboot': {
    action: 'RebootInstances',
    isReboot: true,
    prepare: runningInstance,
    ask: (door, id) => door.act('reboot', id),
    times: async ({ proxy }) => proxy.carriedOut.filter(({ action }) => action === 'RebootInstances').length,
  },
  'a modification': {
    action: 'ModifyInstanceAttribute',
    prepare: runningInstance,
    ask: (door, id) => door.modify(id, 'instanceInitiatedShutdownBehavior', 'stop'),
    times: async ({ service }, id) => {
      const query = 'query ($id: ID!) { instance(id: $id) { instanceInitiatedShutdownBehavior } }';
      const { data } = await graphql(service, query, { id });
      return data.instance.instanceInitiatedShutdownBehavior === 'STOP' ? 1 : 0;
    },
  },
};

/** What only GraphQL reads. */
export const QUERIES = {
  'a list': ['DescribeInstances', '{ instances { nodes { id } } }'],
  'an attribute': ['DescribeInstanceAttribute', 'query ($id: ID!) { instance(id: $id) { userData } }'],
  'a status': ['DescribeInstanceStatus', 'query ($id: ID!) { instance(id: $id) { status { instance } } }'],
} as const;

export function query(service: At, text: string, id: string): Promise<Answer> {
  return queried(service, text, text.includes('$id') ? { id } : {});
}
