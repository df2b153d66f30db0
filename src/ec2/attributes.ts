export type ShutdownBehavior = 'stop' | 'terminate';

/** The attributes that ModifyInstanceAttribute takes, one a call, by EC2's names. */
export interface ModifiableAttributes {
  instanceType: string;
  kernel: string;
  ramdisk: string;
  sriovNetSupport: string;
  instanceInitiatedShutdownBehavior: ShutdownBehavior;
  ebsOptimized: boolean;
  enaSupport: boolean;
  sourceDestCheck: boolean;
  disableApiTermination: boolean;
  disableApiStop: boolean;
  enclaveOptions: boolean;
  /** The bytes themselves; the SDK encodes them. */
  userData: Uint8Array;
  /** Ids. */
  groupSet: readonly string[];
  blockDeviceMapping: readonly BlockDevice[];
}

export interface BlockDevice {
  readonly deviceName: string;
  readonly deleteOnTermination: boolean;
}

export type ModifiableAttribute = keyof ModifiableAttributes;

export type AttributeChange = {
  [A in ModifiableAttribute]: { readonly attribute: A; readonly value: ModifiableAttributes[A] };
}[ModifiableAttribute];

/** The attributes that only DescribeInstanceAttribute tells, one instance and one attribute a call. */
export interface LazyAttributes {
  /** Base64, or null where there is none. */
  userData: string | null;
  disableApiTermination: boolean;
  disableApiStop: boolean;
  instanceInitiatedShutdownBehavior: ShutdownBehavior;
}

export type LazyAttribute = keyof LazyAttributes;
