import type {
  DescribeInstanceAttributeCommandOutput,
  ModifyInstanceAttributeCommandInput,
} from '@aws-sdk/client-ec2';
import type {
  AttributeChange,
  LazyAttribute,
  LazyAttributes,
  ModifiableAttribute,
  ModifiableAttributes,
} from './attributes.js';

type Change = Omit<ModifyInstanceAttributeCommandInput, 'InstanceId'>;

/** How each attribute is set. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html */
const SETTERS: { readonly [A in ModifiableAttribute]: (value: ModifiableAttributes[A]) => Change } = {
  instanceType: (Value) => ({ InstanceType: { Value } }),
  kernel: (Value) => ({ Kernel: { Value } }),
  ramdisk: (Value) => ({ Ramdisk: { Value } }),
  sriovNetSupport: (Value) => ({ SriovNetSupport: { Value } }),
  instanceInitiatedShutdownBehavior: (Value) => ({ InstanceInitiatedShutdownBehavior: { Value } }),
  ebsOptimized: (Value) => ({ EbsOptimized: { Value } }),
  enaSupport: (Value) => ({ EnaSupport: { Value } }),
  sourceDestCheck: (Value) => ({ SourceDestCheck: { Value } }),
  disableApiTermination: (Value) => ({ DisableApiTermination: { Value } }),
  disableApiStop: (Value) => ({ DisableApiStop: { Value } }),
  enclaveOptions: (Enabled) => ({ EnclaveOptions: { Enabled } }),
  userData: (Value) => ({ UserData: { Value } }),
  groupSet: (ids) => ({ Groups: [...ids] }),
  blockDeviceMapping: (devices) => ({
    BlockDeviceMappings: devices.map(({ deviceName, deleteOnTermination }) => ({
      DeviceName: deviceName,
      Ebs: { DeleteOnTermination: deleteOnTermination },
    })),
  }),
};

export function toModification(change: AttributeChange): Change {
  const set = SETTERS[change.attribute] as (value: AttributeChange['value']) => Change;
  return set(change.value);
}

/** How each attribute that has to be asked for by itself is read from the answer. */
const READERS: {
  readonly [A in LazyAttribute]: (output: DescribeInstanceAttributeCommandOutput) => LazyAttributes[A];
} = {
  userData: (output) => output.UserData?.Value || null,
  disableApiTermination: (output) => output.DisableApiTermination?.Value ?? false,
  disableApiStop: (output) => output.DisableApiStop?.Value ?? false,
  instanceInitiatedShutdownBehavior: (output) =>
    output.InstanceInitiatedShutdownBehavior?.Value === 'terminate' ? 'terminate' : 'stop',
};

export function readAttribute<A extends LazyAttribute>(
  attribute: A,
  output: DescribeInstanceAttributeCommandOutput,
): LazyAttributes[A] {
  return READERS[attribute](output);
}
