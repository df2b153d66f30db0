/** EC2's names for processor architectures, as in DescribeInstanceTypes. */
export type Architecture = 'x86_64' | 'arm64' | 'x86_64_mac' | 'arm64_mac';

/**
 * One row of the table of instance types: families (separated by spaces) that come in the same sizes, GiB of
 * memory for each vCPU, architecture, and the sizes, where `4x` stands for `4xlarge` and `x` for `xlarge`.
 */
export type FamilyRow = readonly [
  families: string,
  gibPerVcpu: number,
  architecture: Architecture,
  sizes: string,
];
