import type { Ec2 } from '../../src/ec2/ec2.js';
import { instanceNotFound } from '../../src/errors.js';
import { fixedInstances } from './instances.js';

const INSTANCES = fixedInstances(1000);
const BY_ID = new Map(INSTANCES.map((instance) => [instance.id, instance]));

const absent = async (): Promise<never> => {
  throw new Error('EC2 from memory only reads instances');
};

/** EC2 that answers reads of fixed instances from memory, so that all of the time is the service's own. */
export const memoryEc2: Ec2 = {
  regions: ['us-east-1'],
  describeInstances: async (ids) => new Map(ids.map((id) => [id, BY_ID.get(id) ?? instanceNotFound(id)])),
  listInstances: async ({ maxResults }) => ({
    instances: INSTANCES.slice(0, maxResults),
    nextToken: undefined,
  }),
  runInstances: absent,
  startInstances: absent,
  stopInstances: absent,
  terminateInstances: absent,
  rebootInstances: absent,
  modifyInstanceAttribute: absent,
  describeInstanceAttribute: absent,
  describeInstanceStatus: absent,
  describeInstanceTypes: absent,
};
