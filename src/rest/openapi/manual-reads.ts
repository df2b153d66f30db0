import { ID } from './examples.js';
import { ref } from './json-schema.js';
import type { Manual } from './manual.js';

/** EC2 was asked again, and did not answer. */
const UNREACHABLE = { code: 'TIMEOUT', message: 'EC2 gave no usable answer in time', retryable: true };

const ATTRIBUTES = {
  id: ID,
  public_dns_name: 'ec2-198-18-0-2.compute-1.amazonaws.com',
  private_dns_name: 'ip-10-32-0-4.ec2.internal',
  state: 'running',
  state_code: 16,
  key_name: 'scalacity_dev1',
  instance_type: 't3.micro',
  launch_time: '2026-11-23T07-31-05.000Z',
  image_id: 'ami-12c6146b',
  placement: 'us-east-1b',
  placement_group: null,
  private_ip_address: '10.32.0.4',
  ip_address: '198.18.0.2',
};

/** Of the routes that change nothing. */
export const READS: Readonly<Record<string, Manual>> = {
  'get /:id/attributes': {
    operation: 'getAttributes',
    description:
      'All thirteen, or those that `filter` names. What is read at the same time by other callers costs EC2 no call of its own.',
    scope: 'instances:read',
    field: 'instance',
    example: {},
    answer: {
      description: 'The attributes.',
      schema: ref('schemas', 'Attributes'),
      example: ATTRIBUTES,
    },
    refusals: [UNREACHABLE],
  },
  'get /:id/attributes/:field': {
    operation: 'getAttribute',
    description: 'The same as `filter` with one name.',
    scope: 'instances:read',
    field: 'instance',
    example: {},
    answer: {
      description: 'The attribute, under its name.',
      schema: ref('schemas', 'Attributes'),
      example: { state: 'running' },
    },
    refusals: [UNREACHABLE],
  },
  'get /:id/wait': {
    operation: 'waitForState',
    description:
      'Answers as soon as the instance is in the state, and no later than after `timeout` seconds. What EC2 refuses for a while does not end the wait. All who wait share one poll of EC2.',
    scope: 'instances:read',
    field: 'instanceInState',
    example: { state: 'running' },
    answer: {
      description: 'The attributes, once it is in the state.',
      schema: ref('schemas', 'Attributes'),
      example: ATTRIBUTES,
    },
    refusals: [
      {
        code: 'WAIT_TIMEOUT',
        message: `${ID} was not stopped within 60 s: it is running`,
        retryable: true,
      },
      {
        code: 'STATE_UNREACHABLE',
        message: `${ID} is terminated (Client.UserInitiatedShutdown: User initiated shutdown) and can no longer be running`,
        retryable: false,
      },
    ],
    waits: true,
  },
};
