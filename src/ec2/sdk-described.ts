import type { InstanceState } from './ec2.js';
import { boolean, type Decoded, instant, integer, list, struct, term, text } from './xml-shape.js';

const STATE = struct({ code: ['Code', integer], name: ['Name', term<InstanceState>()] });

const INSTANCE = struct({
  instanceId: ['InstanceId', text],
  imageId: ['ImageId', text],
  instanceState: ['State', STATE],
  privateDnsName: ['PrivateDnsName', text],
  dnsName: ['PublicDnsName', text],
  reason: ['StateTransitionReason', text],
  keyName: ['KeyName', text],
  amiLaunchIndex: ['AmiLaunchIndex', integer],
  instanceType: ['InstanceType', text],
  launchTime: ['LaunchTime', instant],
  placement: [
    'Placement',
    struct({ availabilityZone: ['AvailabilityZone', text], groupName: ['GroupName', text] }),
  ],
  subnetId: ['SubnetId', text],
  vpcId: ['VpcId', text],
  privateIpAddress: ['PrivateIpAddress', text],
  ipAddress: ['PublicIpAddress', text],
  sourceDestCheck: ['SourceDestCheck', boolean],
  groupSet: ['SecurityGroups', list(struct({ groupId: ['GroupId', text], groupName: ['GroupName', text] }))],
  stateReason: ['StateReason', struct({ code: ['Code', text], message: ['Message', text] })],
  architecture: ['Architecture', text],
  rootDeviceType: ['RootDeviceType', text],
  instanceLifecycle: ['InstanceLifecycle', text],
  clientToken: ['ClientToken', text],
  tagSet: ['Tags', list(struct({ key: ['Key', text], value: ['Value', text] }))],
  ebsOptimized: ['EbsOptimized', boolean],
});

const RESERVATION = struct({
  reservationId: ['ReservationId', text],
  instancesSet: ['Instances', list(INSTANCE)],
});

/**
 * What is read of an answer to DescribeInstances: by the elements of the wire the names that the SDK has for them.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 */
export const DESCRIBED = struct({
  reservationSet: ['Reservations', list(RESERVATION)],
  nextToken: ['NextToken', text],
});

/** Of the SDK's instance and reservation, what every answer is sure to be decoded to. */
export type DescribedInstance = Decoded<typeof INSTANCE>;
export type DescribedReservation = Decoded<typeof RESERVATION>;
