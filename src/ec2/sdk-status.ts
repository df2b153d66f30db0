import type * as sdk from '@aws-sdk/client-ec2';
import type { InstanceStatus, InstanceTypeInfo } from './ec2.js';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceStatus.html */
export function toStatus(from: sdk.InstanceStatus): InstanceStatus {
  return {
    id: from.InstanceId ?? '',
    instance: from.InstanceStatus?.Status ?? 'not-applicable',
    system: from.SystemStatus?.Status ?? 'not-applicable',
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceTypeInfo.html */
export function toTypeInfo(from: sdk.InstanceTypeInfo): InstanceTypeInfo {
  return {
    name: from.InstanceType ?? '',
    vcpus: from.VCpuInfo?.DefaultVCpus ?? 0,
    memoryMiB: from.MemoryInfo?.SizeInMiB ?? 0,
    architectures: from.ProcessorInfo?.SupportedArchitectures ?? [],
    currentGeneration: from.CurrentGeneration ?? false,
  };
}
