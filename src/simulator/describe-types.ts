import type { Action, Call } from './call.js';
import { keep } from './collections.js';
import { refusal } from './errors.js';
import { type Field, readFilters, selection } from './filters.js';
import { instanceError } from './instance-errors.js';
import { INSTANCE_TYPES, type InstanceType } from './instance-types.js';
import { type PageRules, readPage, slice } from './paging.js';
import { element, leaf, list } from './xml.js';

const PAGES: PageRules = {
  action: 'DescribeInstanceTypes',
  least: 5,
  most: 100,
  usual: 100,
  exclusive: ['InstanceType', 'instanceTypesSet'],
};

const MAX_TYPES = 100;

const PLACES: ReadonlyMap<string, number> = new Map(
  [...INSTANCE_TYPES.keys()].map((name, index) => [name, index + 1]),
);

const coresOf = ({ vcpus, threadsPerCore }: InstanceType): number => vcpus / threadsPerCore;
const hypervisorOf = ({ bareMetal, name }: InstanceType): string | undefined => {
  if (bareMetal) return undefined;
  return /^([cmr][1-4]|t[12]|cc|cg|cr|hi|hs|[dghi][23]|i2|p[23]|x1e?|f1)\b/.test(name) ? 'xen' : 'nitro';
};

const FIELDS: Readonly<Record<string, (type: InstanceType) => string | number | boolean | undefined>> = {
  'auto-recovery-supported': ({ bareMetal }) => !bareMetal,
  'bare-metal': ({ bareMetal }) => bareMetal,
  'burstable-performance-supported': ({ burstable }) => burstable,
  'current-generation': ({ currentGeneration }) => currentGeneration,
  'free-tier-eligible': ({ name }) => name === 't2.micro' || name === 't3.micro',
  hypervisor: hypervisorOf,
  'instance-type': ({ name }) => name,
  'memory-info.size-in-mib': ({ memoryMiB }) => memoryMiB,
  'processor-info.supported-architecture': ({ architecture }) => architecture,
  'supported-root-device-type': () => 'ebs',
  'supported-usage-class': () => 'on-demand',
  'supported-virtualization-type': () => 'hvm',
  'vcpu-info.default-cores': coresOf,
  'vcpu-info.default-threads-per-core': ({ threadsPerCore }) => threadsPerCore,
  'vcpu-info.default-vcpus': ({ vcpus }) => vcpus,
};

function fieldOf(name: string): Field<InstanceType> | undefined {
  const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (read === undefined) return undefined;
  return (type) => {
    const value = read(type);
    return value === undefined ? [] : [String(value)];
  };
}

const plain = (text: string): string => text;

function typeXml(type: InstanceType): string {
  return (
    leaf('instanceType', type.name) +
    leaf('currentGeneration', type.currentGeneration) +
    leaf('freeTierEligible', type.name === 't2.micro' || type.name === 't3.micro') +
    list('supportedUsageClasses', ['on-demand', 'spot'], plain) +
    list('supportedRootDeviceTypes', ['ebs'], plain) +
    list('supportedVirtualizationTypes', ['hvm'], plain) +
    leaf('bareMetal', type.bareMetal) +
    leaf('hypervisor', hypervisorOf(type)) +
    element('processorInfo', list('supportedArchitectures', [type.architecture], plain)) +
    element(
      'vCpuInfo',
      leaf('defaultVCpus', type.vcpus),
      leaf('defaultCores', coresOf(type)),
      leaf('defaultThreadsPerCore', type.threadsPerCore),
    ) +
    element('memoryInfo', leaf('sizeInMiB', type.memoryMiB)) +
    leaf('burstablePerformanceSupported', type.burstable) +
    leaf('autoRecoverySupported', !type.bareMetal)
  );
}

function namedTypes({ parameters }: Call): readonly InstanceType[] | undefined {
  const names = [...new Set(parameters.list('InstanceType'))];
  if (names.length === 0) return undefined;
  if (names.length > MAX_TYPES) {
    throw refusal.parameterValue(`The request names more than the maximum of ${MAX_TYPES} instance types.`);
  }
  const unknown = names.filter((name) => !INSTANCE_TYPES.has(name));
  if (unknown.length > 0) throw instanceError.unknownTypes(unknown, 'InvalidInstanceType');
  return names.flatMap((name) => INSTANCE_TYPES.get(name) ?? []).sort((a, b) => placeOf(a) - placeOf(b));
}

const placeOf = ({ name }: InstanceType): number => PLACES.get(name) ?? 0;

/** DescribeInstanceTypes: up to 100 by name, or filtered, in pages of 5 to 100. */
export const describeInstanceTypes: Action = (call) => {
  const filters = readFilters(call.parameters);
  const isMeant = selection(filters, fieldOf);
  const page = readPage(call.parameters, PAGES);
  const named = namedTypes(call);
  return () => {
    const types = keep(named ?? INSTANCE_TYPES.values(), isMeant);
    const { members, nextToken } = slice(types, page, PAGES, placeOf);
    return list('instanceTypeSet', members, typeXml) + leaf('nextToken', nextToken);
  };
};
