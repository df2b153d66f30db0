import { Ec2Error } from './errors.js';
import { isWellFormed } from './ids.js';
import { launchError } from './instance-errors.js';
import type { SecurityGroup } from './network.js';
import type { Region } from './region.js';

/** @throws Ec2Error InvalidGroupId.Malformed or InvalidGroup.NotFound */
export function groupById(id: string, { network }: Region): SecurityGroup {
  if (!isWellFormed('sg', id)) {
    throw new Ec2Error('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "sg-...")`);
  }
  const group = network.groups.find((one) => one.id === id);
  if (group === undefined) throw launchError.groupNotFound(id);
  return group;
}

/** @throws Ec2Error InvalidGroup.NotFound */
export function groupByName(name: string, { network }: Region): SecurityGroup {
  const group = network.groups.find((one) => one.name === name);
  if (group === undefined) throw launchError.groupNameNotFound(name, network.vpcId);
  return group;
}
