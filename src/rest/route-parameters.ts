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

/** The names of the documented attributes. */
export const attribute = oneOf(ATTRIBUTE_NAMES as [AttributeName, ...AttributeName[]]);

/** EC2 launches no more at once. */
const count = integer.meta({ minimum: 1, maximum: 1000, default: 1 });
const optional = flag.meta({ default: false });

export const LAUNCH_PARAMETERS: Parameters = {
  ami: {
    argument: 'imageId',
    type: text,
    required: true,
    alias: 'image_id',
    description: 'The AMI, as in ami-12c6146b.',
  },
  instance_type: { argument: 'instanceType', type: text, required: true, description: 'As in t3.micro.' },
  min_count: {
    argument: 'minCount',
    type: count,
    description: 'The fewest to launch: where EC2 has no room for so many, it launches none. Default 1.',
  },
  max_count: {
    argument: 'maxCount',
    type: count,
    description: 'The most to launch, at least min_count. Default 1.',
  },
  key_name: {
    argument: 'keyName',
    type: text,
    description: 'An SSH key pair; empty for none. Default scalacity_dev1, where no setting names another.',
  },
  security_groups: {
    argument: 'securityGroups',
    type: list,
    description:
      'Names of security groups. Default SSH, where no setting names others and neither subnet_id nor security_group_ids is given.',
  },
  user_data: { argument: 'userData', type: text, description: 'Text for the instance, at most 16 KiB.' },
  placement: {
    argument: 'placement',
    type: text,
    description:
      'An Availability Zone; its region is where the instances go. Default us-east-1b, where no setting names another and no subnet_id is given.',
  },
  placement_group: { argument: 'placementGroup', type: text, description: 'The name of a placement group.' },
  instance_initiated_shutdown_behavior: {
    argument: 'instanceInitiatedShutdownBehavior',
    type: shutdownBehavior,
    description:
      'stop or terminate: what becomes of an instance that is shut down from within. Default terminate.',
  },
  ebs_optimized: {
    argument: 'ebsOptimized',
    type: optional,
    description: 'Dedicated EBS throughput. Default false.',
  },
  user_data_base64: {
    argument: 'userDataBase64',
    type: text,
    description: 'Instead of user_data, in base64: for what is not text.',
  },
  subnet_id: { argument: 'subnetId', type: text, description: 'A subnet; it decides the zone.' },
  security_group_ids: { argument: 'securityGroupIds', type: list, description: 'Ids of security groups.' },
  tags: {
    argument: 'tags',
    type: tags,
    description:
      'Tags that the instances have from their beginning: a JSON object, or key=value, repeated for several.',
  },
  dry_run: {
    argument: 'dryRun',
    type: optional,
    description: 'Has EC2 check everything and launches nothing: the list of ids is empty. Default false.',
  },
};

export const FORCE_PARAMETERS: Parameters = {
  force: {
    argument: 'force',
    type: optional,
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
    description:
      'Attributes, separated by commas; they come in the order in which they are named. Empty or left out: all.',
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
