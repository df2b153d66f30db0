import { COMMON_FAMILIES } from './families-common.js';
import { SPECIAL_FAMILIES } from './families-special.js';
import type { Architecture, FamilyRow } from './instance-family.js';

/** What the simulator knows of an instance type. Sizes in MiB, vCPUs at the default CPU options. */
export interface InstanceType {
  readonly name: string;
  readonly family: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architecture: Architecture;
  readonly threadsPerCore: number;
  readonly burstable: boolean;
  readonly bareMetal: boolean;
  readonly currentGeneration: boolean;
}

/** Sizes below large have as many vCPUs as their family says; these are the usual ones. */
const SMALL_SIZES: Readonly<Record<string, number>> = { nano: 1, micro: 1, small: 1, medium: 1, large: 2 };

/** Previous generations, https://aws.amazon.com/ec2/previous-generation/ */
const PREVIOUS = new Set('a1 c1 c3 cc1 cc2 cg1 cr1 g2 hi1 hs1 i2 m1 m2 m3 r3 t1'.split(' '));

/** Processors without hyper-threading: Graviton and Apple, AMD from the seventh generation on, HPC, T2. */
const SINGLE_THREADED = /^(hpc|[cmr][789]a|t[12]$|m8azn|x8aedz)/;

const BURST_MEMORY_MIB: Readonly<Record<string, number>> = {
  nano: 512,
  micro: 1024,
  small: 2048,
  medium: 4096,
  large: 8192,
};

/** vCPUs (and MiB, where the family's ratio does not hold) of types that differ from the rule. */
const EXCEPTIONS: Readonly<Record<string, readonly [vcpus: number, memoryMiB?: number]>> = {
  'c1.medium': [2, 1741],
  'c1.xlarge': [8, 7168],
  'c4.8xlarge': [36, 61440],
  'cr1.8xlarge': [32, 249856],
  'd2.8xlarge': [36, 249856],
  'f2.6xlarge': [24, 262144],
  'g2.8xlarge': [32, 61440],
  'hpc6a.48xlarge': [96, 393216],
  'hpc6id.32xlarge': [64, 1048576],
  'hpc7a.12xlarge': [24, 786432],
  'hpc7a.24xlarge': [48, 786432],
  'hpc7a.48xlarge': [96, 786432],
  'hpc7a.96xlarge': [192, 786432],
  'hpc7g.4xlarge': [16, 131072],
  'hpc7g.8xlarge': [32, 131072],
  'hpc7g.16xlarge': [64, 131072],
  'hpc8a.96xlarge': [192, 786432],
  'hs1.8xlarge': [16, 119808],
  'i3.metal': [72, 524288],
  'm1.small': [1, 1740],
  'm2.xlarge': [2, 17510],
  'm2.2xlarge': [4, 35020],
  'm2.4xlarge': [8, 70041],
  'mac1.metal': [12, 32768],
  'mac2.metal': [8, 16384],
  'mac2-m2.metal': [8, 24576],
  'mac2-m2pro.metal': [12, 32768],
  'mac2-m1ultra.metal': [20, 131072],
  'mac-m4.metal': [10, 24576],
  'mac-m4pro.metal': [14, 49152],
  'mac-m4max.metal': [16, 131072],
  'mac-m3ultra.metal': [28, 262144],
  'p5.4xlarge': [16, 262144],
  'r7iz.metal-16xl': [64, 524288],
  't1.micro': [1, 627],
  'x2iezn.metal': [48, 1572864],
};

function vcpusOf(family: string, size: string, largest: number): number {
  if (size === 'metal') return /^u-/.test(family) ? 448 : largest;
  const multiple = /^(?:metal-)?(\d*)x/.exec(size);
  if (multiple !== null) return 4 * Number(multiple[1] || 1);
  const burstsOnTwo = /^t(3|3a|4g|8i)$/.test(family) || family + size === 't2medium';
  return burstsOnTwo ? 2 : (SMALL_SIZES[size] ?? 1);
}

/** High-memory families tell their size in the name: u-6tb1 has 6 TiB. */
function memoryOf(family: string, size: string, vcpus: number, gibPerVcpu: number): number {
  const terabytes = /^u\w*-(\d+)tb/.exec(family);
  if (terabytes !== null) return Number(terabytes[1]) * 1024 * 1024;
  if (/^t[2348]/.test(family)) return BURST_MEMORY_MIB[size] ?? vcpus * 4096;
  return Math.round(vcpus * gibPerVcpu * 1024);
}

function expand([families, gibPerVcpu, architecture, sizes]: FamilyRow): InstanceType[] {
  const names = sizes.split(' ');
  return families.split(' ').flatMap((family) => {
    const largest = Math.max(
      ...names.filter((size) => !size.startsWith('metal')).map((size) => vcpusOf(family, size, 0)),
    );
    return names.map((size) => {
      const name = `${family}.${size.startsWith('metal') ? size : size.replace(/x$/, 'xlarge')}`;
      const [vcpus, exactMemory] = EXCEPTIONS[name] ?? [vcpusOf(family, size, largest)];
      return {
        name,
        family,
        vcpus,
        memoryMiB: exactMemory ?? memoryOf(family, size, vcpus, gibPerVcpu),
        architecture,
        threadsPerCore: architecture.startsWith('arm') || SINGLE_THREADED.test(family) || vcpus === 1 ? 1 : 2,
        burstable: /^t[2348]/.test(family),
        bareMetal: size.startsWith('metal'),
        currentGeneration: !PREVIOUS.has(family),
      };
    });
  });
}

/** Every instance type that EC2's API names, by name. */
export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  [...COMMON_FAMILIES, ...SPECIAL_FAMILIES].flatMap(expand).map((type) => [type.name, type]),
);
