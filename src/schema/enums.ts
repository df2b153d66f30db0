import { registerEnumType } from 'type-graphql';
import type * as attributes from '../ec2/attributes.js';
import type * as ec2 from '../ec2/ec2.js';

/** GraphQL's names for EC2's words. */
export const InstanceState = {
  PENDING: 'pending',
  RUNNING: 'running',
  SHUTTING_DOWN: 'shutting-down',
  TERMINATED: 'terminated',
  STOPPING: 'stopping',
  STOPPED: 'stopped',
} as const satisfies Record<string, ec2.InstanceState>;

registerEnumType(InstanceState, {
  name: 'InstanceState',
  description: 'Where an instance is in its life, in the words of EC2.',
  valuesConfig: {
    PENDING: { description: 'Starting; not usable yet. State code 0.' },
    RUNNING: { description: 'Started. State code 16.' },
    SHUTTING_DOWN: { description: 'Being terminated. State code 32.' },
    TERMINATED: { description: 'Gone for good; EC2 shows it for about an hour. State code 48.' },
    STOPPING: { description: 'Being stopped. State code 64.' },
    STOPPED: { description: 'Shut down; it can be started again. State code 80.' },
  },
});

export const ShutdownBehavior = { STOP: 'stop', TERMINATE: 'terminate' } as const satisfies Record<
  string,
  attributes.ShutdownBehavior
>;

registerEnumType(ShutdownBehavior, {
  name: 'ShutdownBehavior',
  description: 'What becomes of an instance that is shut down from within.',
  valuesConfig: {
    STOP: { description: 'It is stopped and can be started again.' },
    TERMINATE: { description: 'It is terminated.' },
  },
});
