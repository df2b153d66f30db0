import type { Action } from './call.js';
import { describeInstances } from './describe-instances.js';
import { describeInstanceStatus } from './describe-status.js';
import { describeTags } from './describe-tags.js';
import { describeInstanceTypes } from './describe-types.js';
import { refusal } from './errors.js';
import { describeInstanceAttribute, modifyInstanceAttribute } from './instance-attribute.js';
import { rebootInstances, startInstances, stopInstances, terminateInstances } from './lifecycle.js';
import type { Parameters } from './parameters.js';
import { runInstances } from './run-instances.js';
import { createTags, deleteTags } from './tags.js';

interface Entry {
  readonly perform: Action;
  /** The names of its parameters at the top level, DryRun left out. */
  readonly parameters: ReadonlySet<string>;
}

const entry = (perform: Action, parameters: string): Entry => ({
  perform,
  parameters: new Set(parameters.split(/\s+/)),
});

/** What the API reference names for RunInstances, and what older clients send beside it. */
const LAUNCH_PARAMETERS = `
  AdditionalInfo AddressingType BlockDeviceMapping CapacityReservationSpecification ClientToken CpuOptions
  CreditSpecification DisableApiStop DisableApiTermination EbsOptimized ElasticGpuSpecification
  ElasticInferenceAccelerator EnablePrimaryIpv6 EnclaveOptions HibernationOptions IamInstanceProfile ImageId
  InstanceInitiatedShutdownBehavior InstanceMarketOptions InstanceType Ipv6Address Ipv6AddressCount KernelId
  KeyName LaunchTemplate LicenseSpecification MaintenanceOptions MaxCount MetadataOptions MinCount Monitoring
  NetworkInterface NetworkPerformanceOptions Operator Placement PrivateDnsNameOptions PrivateIpAddress RamdiskId
  SecondaryInterface SecurityGroup SecurityGroupId SubnetId TagSpecification UserData`;

const MODIFY_PARAMETERS = `
  InstanceId Attribute Value BlockDeviceMapping DisableApiStop DisableApiTermination EbsOptimized EnaSupport
  EnclaveOptions GroupId InstanceInitiatedShutdownBehavior InstanceType Kernel Ramdisk SourceDestCheck
  SriovNetSupport UserData`;

const PAGED = 'Filter MaxResults NextToken';

/** Every action that the simulator knows, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/OperationList-query.html */
const ACTIONS: ReadonlyMap<string, Entry> = new Map([
  ['RunInstances', entry(runInstances, LAUNCH_PARAMETERS.trim())],
  ['DescribeInstances', entry(describeInstances, `InstanceId IncludeManagedResources ${PAGED}`)],
  ['StartInstances', entry(startInstances, 'InstanceId AdditionalInfo')],
  ['StopInstances', entry(stopInstances, 'InstanceId Force Hibernate SkipOsShutdown')],
  ['TerminateInstances', entry(terminateInstances, 'InstanceId Force SkipOsShutdown')],
  ['RebootInstances', entry(rebootInstances, 'InstanceId')],
  ['ModifyInstanceAttribute', entry(modifyInstanceAttribute, MODIFY_PARAMETERS.trim())],
  ['DescribeInstanceAttribute', entry(describeInstanceAttribute, 'InstanceId Attribute')],
  [
    'DescribeInstanceStatus',
    entry(describeInstanceStatus, `InstanceId IncludeAllInstances IncludeManagedResources ${PAGED}`),
  ],
  ['DescribeInstanceTypes', entry(describeInstanceTypes, `InstanceType IncludeUnsupportedInRegion ${PAGED}`)],
  ['CreateTags', entry(createTags, 'ResourceId Tag')],
  ['DeleteTags', entry(deleteTags, 'ResourceId Tag')],
  ['DescribeTags', entry(describeTags, PAGED)],
]);

export const isAction = (name: string): boolean => ACTIONS.has(name);

/**
 * The action of a request, its parameters' names checked.
 * @throws Ec2Error InvalidAction or UnknownParameter
 */
export function actionFor(name: string, parameters: Parameters): Action {
  const known = ACTIONS.get(name);
  if (known === undefined) throw refusal.unknownAction(name);
  const stranger = parameters.names().find((one) => one !== 'DryRun' && !known.parameters.has(one));
  if (stranger !== undefined) throw refusal.unknownParameter(stranger);
  return known.perform;
}
