import type * as sdk from '@aws-sdk/client-ec2';
import type { Instance, InstanceState, StateChange } from './ec2.js';
import type { DescribedInstance, DescribedReservation } from './sdk-described.js';

/** The SDK's instance as the port gives it: EC2 leaves out or empties what it does not know, here that is null. */
function toInstance(from: DescribedInstance, reservationId: string, region: string): Instance {
  return {
    id: from.InstanceId ?? '',
    publicDnsName: text(from.PublicDnsName),
    privateDnsName: text(from.PrivateDnsName),
    state: toState(from.State),
    stateCode: (from.State?.Code ?? 0) & 0xff,
    keyName: text(from.KeyName),
    instanceType: from.InstanceType ?? '',
    launchTime: from.LaunchTime ?? new Date(0),
    imageId: from.ImageId ?? '',
    placement: from.Placement?.AvailabilityZone ?? '',
    placementGroup: text(from.Placement?.GroupName),
    privateIpAddress: text(from.PrivateIpAddress),
    ipAddress: text(from.PublicIpAddress),
    region,
    reservationId,
    launchIndex: from.AmiLaunchIndex ?? 0,
    clientToken: text(from.ClientToken),
    vpcId: text(from.VpcId),
    subnetId: text(from.SubnetId),
    securityGroups: (from.SecurityGroups ?? []).map((group) => ({
      id: group.GroupId ?? '',
      name: group.GroupName ?? '',
    })),
    tags: (from.Tags ?? []).map((tag) => ({ key: tag.Key ?? '', value: tag.Value ?? '' })),
    architecture: text(from.Architecture),
    lifecycle: text(from.InstanceLifecycle),
    ebsOptimized: from.EbsOptimized ?? false,
    sourceDestCheck: from.SourceDestCheck ?? null,
    rootDeviceType: text(from.RootDeviceType),
    stateReason: from.StateReason
      ? { code: from.StateReason.Code ?? '', message: from.StateReason.Message ?? '' }
      : null,
    stateTransitionReason: text(from.StateTransitionReason),
  };
}

export function toInstances(reservation: DescribedReservation, region: string): Instance[] {
  const id = reservation.ReservationId ?? '';
  return (reservation.Instances ?? []).map((instance) => toInstance(instance, id, region));
}

export function toStateChange(from: sdk.InstanceStateChange): StateChange {
  return {
    id: from.InstanceId ?? '',
    previousState: toState(from.PreviousState),
    currentState: toState(from.CurrentState),
  };
}

/** EC2 always gives a state; should it not, the instance is at its beginning. */
function toState(state: sdk.InstanceState | undefined): InstanceState {
  return state?.Name ?? 'pending';
}

function text(value: string | undefined): string | null {
  return value || null;
}
