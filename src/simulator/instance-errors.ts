import { Ec2Error } from './errors.js';
import type { StateName } from './states.js';

const error = (code: string) => (message: string) => new Ec2Error(code, message);

const incorrectState = error('IncorrectInstanceState');
const notPermitted = error('OperationNotPermitted');
const unsupported = error('UnsupportedOperation');

/** Refusals about instances, worded as the real service words them where that has been seen. */
export const instanceError = {
  notFound: (ids: readonly string[]) =>
    new Ec2Error(
      'InvalidInstanceID.NotFound',
      ids.length === 1
        ? `The instance ID '${ids[0]}' does not exist`
        : `The instance IDs '${ids.join(', ')}' do not exist`,
    ),
  // TerminateInstances has been seen to word this differently; one wording serves all actions.
  malformed: (id: string) => new Ec2Error('InvalidInstanceID.Malformed', `Invalid id: "${id}"`),
  cannotStart: (id: string) =>
    incorrectState(`The instance '${id}' is not in a state from which it can be started.`),
  // Seen by users of Terraform, https://github.com/hashicorp/terraform-provider-aws/issues/16433
  retypedTooLately: () =>
    new Ec2Error('InvalidParameterValue', 'LaunchPlan instance type does not match attribute value'),
  cannotStop: (id: string) =>
    incorrectState(`This instance '${id}' is not in a state from which it can be stopped.`),
  neverRan: (id: string) =>
    incorrectState(`Instance '${id}' cannot be stopped as it has never reached the 'running' state.`),
  cannotReboot: (id: string, state: StateName) =>
    new Ec2Error('IncorrectState', `Cannot reboot instance ${id} that is currently in ${state} state.`),
  notStopped: (id: string) => incorrectState(`The instance '${id}' is not in the 'stopped' state.`),
  cannotModify: (id: string) =>
    incorrectState(`The instance '${id}' is not in a state from which it can be modified.`),
  mayNotTerminate: (id: string, attribute: string) =>
    notPermitted(
      `The instance '${id}' may not be terminated. Modify its '${attribute}' instance attribute and try again.`,
    ),
  mayNotStop: (id: string) =>
    notPermitted(
      `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
    ),
  oneTimeSpot: (id: string) =>
    unsupported(
      `You can't stop the Spot Instance '${id}' because it is associated with a one-time Spot Instance request. ` +
        'You can only stop Spot Instances associated with persistent Spot Instance requests.',
    ),
  notForSpot: (attribute: string) =>
    unsupported(`Modifying '${attribute}' is not supported for spot instances.`),
  notHibernatable: (id: string) =>
    new Ec2Error(
      'UnsupportedHibernationConfiguration',
      `Instance '${id}' cannot be hibernated: hibernation is not enabled for it.`,
    ),
  insufficientCapacity: (type: string, zone: string) =>
    new Ec2Error(
      'InsufficientInstanceCapacity',
      `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zone}). ` +
        'Our system will be working on provisioning additional capacity. You can currently get ' +
        `${type} capacity by not specifying an Availability Zone in your request.`,
    ),
  vcpuLimit: (limit: number) =>
    new Ec2Error(
      'VcpuLimitExceeded',
      `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance ` +
        'bucket that the specified instance type belongs to. Please visit ' +
        'http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.',
    ),
  // DescribeInstanceTypes and the launching actions use different codes for the same words.
  unknownTypes: (types: readonly string[], code: 'InvalidInstanceType' | 'InvalidParameterValue') =>
    new Ec2Error(code, `The following supplied instance types do not exist: [${types.join(', ')}]`),
  tokenMismatch: () =>
    new Ec2Error(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    ),
  tokenTerminated: () =>
    new Ec2Error(
      'IdempotentInstanceTerminated',
      'The client token you have provided is associated with a terminated instance. ' +
        'Please use a different client token.',
    ),
} as const;

/** Refusals about what an instance is launched from, into or with. */
export const launchError = {
  imageMalformed: (id: string) => new Ec2Error('InvalidAMIID.Malformed', `Invalid id: "${id}"`),
  imageNotFound: (id: string) =>
    new Ec2Error('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`),
  keyNotFound: (name: string) =>
    new Ec2Error('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`),
  groupNotFound: (id: string) =>
    new Ec2Error('InvalidGroup.NotFound', `The security group '${id}' does not exist`),
  groupNameNotFound: (name: string, vpc: string) =>
    new Ec2Error('InvalidGroup.NotFound', `The security group '${name}' does not exist in VPC '${vpc}'`),
  subnetNotFound: (id: string) =>
    new Ec2Error('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
  addressInUse: (address: string) => new Ec2Error('InvalidIPAddress.InUse', `Address ${address} is in use.`),
  templateNotFound: () =>
    new Ec2Error(
      'InvalidLaunchTemplateName.NotFoundException',
      'The specified launch template does not exist.',
    ),
} as const;
