import type { _InstanceType as InstanceType, RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { ServiceError } from '../errors.js';
import type { Launch } from './ec2.js';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
export function toRunInstances(launch: Launch): RunInstancesCommandInput {
  return {
    ImageId: launch.imageId,
    InstanceType: launch.instanceType as InstanceType,
    MinCount: launch.minCount,
    MaxCount: launch.maxCount,
    KeyName: launch.keyName,
    SecurityGroups: [...launch.securityGroups],
    SecurityGroupIds: [...launch.securityGroupIds],
    SubnetId: launch.subnetId,
    Placement:
      launch.placement || launch.placementGroup
        ? { AvailabilityZone: launch.placement, GroupName: launch.placementGroup }
        : undefined,
    UserData: launch.userDataBase64,
    InstanceInitiatedShutdownBehavior: launch.shutdownBehavior,
    EbsOptimized: launch.ebsOptimized,
    // With the launch rather than after it: then there is no instance without its tags.
    TagSpecifications:
      launch.tags.length > 0
        ? [
            {
              ResourceType: 'instance',
              Tags: launch.tags.map(({ key, value }) => ({ Key: key, Value: value })),
            },
          ]
        : undefined,
    ClientToken: launch.clientToken,
    DryRun: launch.dryRun || undefined,
  };
}

/** EC2 answers a dry run that would have succeeded with an error. */
export function isDryRunSuccess(error: unknown): boolean {
  return error instanceof ServiceError && error.ec2?.code === 'DryRunOperation';
}
