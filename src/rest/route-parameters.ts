import { ATTRIBUTE_NAMES, type AttributeName } from './attributes.js';
import {
  flag,
  instanceState,
  integer,
  list,
  oneOf,
  shutdownBehavior,
  tags,
  text,
} from './parameter-types.js';
import { type Parameters, readOne } from './parameters.js';

const attribute = oneOf(ATTRIBUTE_NAMES as [AttributeName, ...AttributeName[]]);

export const LAUNCH_PARAMETERS: Parameters = {
  ami: { argument: 'imageId', type: text, required: true, alias: 'image_id', description: 'The AMI.' },
  instance_type: { argument: 'instanceType', type: text, required: true, description: 'As in t3.micro.' },
  min_count: {
    argument: 'minCount',
    type: integer,
    description: 'The fewest to launch, or none. Default 1.',
  },
  max_count: { argument: 'maxCount', type: integer, description: 'The most to launch. Default 1.' },
  key_name: { argument: 'keyName', type: text, description: 'An SSH key pair; empty for none.' },
  security_groups: { argument: 'securityGroups', type: list, description: 'Names of security groups.' },
  user_data: { argument: 'userData', type: text, description: 'Text for the instance, at most 16 KiB.' },
  placement: {
    argument: 'placement',
    type: text,
    description: 'An Availability Zone; its region is where the instances go.',
  },
  placement_group: { argument: 'placementGroup', type: text, description: 'The name of a placement group.' },
  instance_initiated_shutdown_behavior: {
    argument: 'instanceInitiatedShutdownBehavior',
    type: shutdownBehavior,
    description: 'stop or terminate. Default terminate.',
  },
  ebs_optimized: {
    argument: 'ebsOptimized',
    type: flag,
    description: 'Dedicated EBS throughput. Default false.',
  },
  user_data_base64: {
    argument: 'userDataBase64',
    type: text,
    description: 'Instead of user_data, in base64.',
  },
  subnet_id: { argument: 'subnetId', type: text, description: 'A subnet; it decides the zone.' },
  security_group_ids: { argument: 'securityGroupIds', type: list, description: 'Ids of security groups.' },
  tags: { argument: 'tags', type: tags, description: 'Tags that the instances have from their beginning.' },
  dry_run: { argument: 'dryRun', type: flag, description: 'Checks everything and launches nothing.' },
};

export const FORCE_PARAMETERS: Parameters = {
  force: {
    argument: 'force',
    type: flag,
    description: 'Does not wait for the operating system. Default false.',
  },
};

export const MODIFY_PARAMETERS: Parameters = {
  attribute: {
    argument: 'attribute',
    type: text,
    required: true,
    description: 'As in instanceType or instance_type.',
  },
  value: { argument: 'value', type: text, required: true, description: 'The new value, as text.' },
};

export const ATTRIBUTES_PARAMETERS: Parameters = {
  filter: {
    argument: 'filter',
    type: list.pipe(attribute.array()),
    description: 'Attributes, separated by commas.',
  },
};

export const WAIT_PARAMETERS: Parameters = {
  state: {
    argument: 'state',
    type: instanceState,
    required: true,
    description: 'pending, running, shutting-down, terminated, stopping or stopped.',
  },
  timeout: {
    argument: 'timeoutSeconds',
    type: integer,
    description: 'How long to wait, in seconds, 1 to 300. Default 60.',
  },
};

/** The attribute named in the path. */
export function readField(field: string | undefined): AttributeName {
  return readOne('field', attribute, field) as AttributeName;
}
