import { Ec2Error, refusal } from './errors.js';
import { groupById } from './groups.js';
import type { Attributes, Instance } from './instance.js';
import { attachedVolumes, groupsXml, ROOT_DEVICE, volumeXml } from './instance-xml.js';
import { typeNamed } from './launch-request.js';
import type { Parameters } from './parameters.js';
import type { Region } from './region.js';
import { readUserData } from './user-data.js';
import { element, leaf, list } from './xml.js';

type Change = (instance: Instance, now: number) => void;

/** An instance attribute, for DescribeInstanceAttribute and ModifyInstanceAttribute. */
export interface Attribute {
  /** As `Attribute=` and answers name it. */
  readonly name: string;
  /** The content of its element in an answer. */
  readonly show: (instance: Instance) => string;
  /** Undefined for those that cannot be changed. */
  readonly change?: {
    /** The top-level parameter that it is set by. */
    readonly parameter: string;
    readonly needsStopped: boolean;
    readonly notForSpot?: boolean;
    readonly read: (parameters: Parameters, region: Region) => Change;
    /** For the generic form, `Attribute=name&Value=…`; undefined where it cannot carry the value. */
    readonly parse?: (value: string) => Change;
  };
}

type Choice = { readonly needsStopped: boolean; readonly notForSpot?: boolean };
type Keys<T> = { [K in keyof Attributes]-?: Attributes[K] extends T ? K : never }[keyof Attributes];

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const value = (content: string | boolean | undefined): string => leaf('value', content);

/** An attribute whose parameter has nothing but a `Value`. */
function scalar(
  name: string,
  show: Attribute['show'],
  choice: Choice,
  parse: (value: string, parameter: string) => Change,
): Attribute {
  const parameter = capitalized(name);
  const read = (parameters: Parameters): Change => {
    const given = parameters.text(`${parameter}.Value`);
    if (given === undefined) throw refusal.missingParameter(`${parameter}.Value`);
    return parse(given, `${parameter}.Value`);
  };
  return { name, show, change: { parameter, ...choice, read, parse: (given) => parse(given, 'Value') } };
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** Booleans are taken in any case: boto 2 sends strings as they are. */
function flag(name: Keys<boolean> & string, choice: Choice, wireName: string = name): Attribute {
  const show = ({ attributes }: Instance): string => value(attributes[name]);
  return scalar(wireName, show, choice, (given, parameter) => {
    const parsed = flags.get(given.toLowerCase());
    if (parsed === undefined) throw refusal.invalidBoolean(given, parameter);
    return ({ attributes }) => {
      attributes[name] = parsed;
    };
  });
}

/** @param parse checks a value and gives what is kept of it; undefined empties the attribute */
function text(
  name: 'kernel' | 'ramdisk' | 'userData' | 'sriovNetSupport',
  parse: (value: string) => string | undefined,
): Attribute {
  const show = ({ attributes }: Instance): string => value(attributes[name]);
  return scalar(name, show, { needsStopped: true }, (given) => {
    const kept = parse(given);
    return ({ attributes }) => {
      attributes[name] = kept;
    };
  });
}

const only =
  (name: string, ...words: string[]) =>
  (given: string): string => {
    if (!words.includes(given))
      throw refusal.invalidValue(given, name, `Expecting one of ${words.join(', ')}.`);
    return given;
  };

const shutdownBehavior = only('instanceInitiatedShutdownBehavior', 'stop', 'terminate');

const instanceType = scalar(
  'instanceType',
  ({ attributes }) => value(attributes.instanceType),
  { needsStopped: true },
  (given) => {
    const type = typeNamed(given);
    return (instance, now) => {
      if (type.architecture !== instance.architecture) {
        throw refusal.parameterValue(
          `The architecture '${type.architecture}' of the specified instance type does not match ` +
            `the architecture '${instance.architecture}' of the instance's AMI.`,
        );
      }
      instance.attributes.instanceType = type.name;
      instance.retypedAt = now;
    };
  },
);

function readGroups(parameters: Parameters, region: Region): Change {
  const groups = parameters.list('GroupId').map((id) => groupById(id, region));
  if (groups.length === 0) throw refusal.missingParameter('GroupId');
  return ({ attributes }) => {
    attributes.groups = groups;
  };
}

function readMappings(parameters: Parameters): Change {
  const mappings = parameters.structures('BlockDeviceMapping').map((mapping) => ({
    device: mapping.required('DeviceName'),
    keep: mapping.flag('Ebs.DeleteOnTermination'),
  }));
  return ({ volumes }) => {
    const changes = mappings.map(({ device, keep }) => {
      const volume = volumes.find((one) => one.device === device);
      if (volume !== undefined) return { volume, keep };
      throw new Ec2Error('InvalidInstanceAttributeValue', `No device is currently mapped at ${device}`);
    });
    for (const { volume, keep } of changes) if (keep !== undefined) volume.deleteOnTermination = keep;
  };
}

function readEnclave(parameters: Parameters): Change {
  const enabled = parameters.flag('EnclaveOptions.Enabled') ?? false;
  return ({ attributes }) => {
    attributes.enclave = enabled;
  };
}

/**
 * Every attribute. What needs a stopped instance is told by
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html;
 * for sriovNetSupport and enclaveOptions it is not, and the stricter reading is taken.
 */
const TABLE: readonly Attribute[] = [
  instanceType,
  text('kernel', (given) => given || undefined),
  text('ramdisk', (given) => given || undefined),
  text('userData', readUserData),
  text('sriovNetSupport', only('sriovNetSupport', 'simple')),
  flag('ebsOptimized', { needsStopped: true }),
  flag('enaSupport', { needsStopped: true }),
  flag('disableApiTermination', { needsStopped: false, notForSpot: true }),
  flag('disableApiStop', { needsStopped: false, notForSpot: true }),
  flag('sourceDestCheck', { needsStopped: false }),
  scalar(
    'instanceInitiatedShutdownBehavior',
    ({ attributes }) => value(attributes.instanceInitiatedShutdownBehavior),
    { needsStopped: false },
    (given) => {
      const behavior = shutdownBehavior(given);
      return ({ attributes }) => {
        attributes.instanceInitiatedShutdownBehavior = behavior;
      };
    },
  ),
  {
    name: 'groupSet',
    show: ({ attributes }) => groupsXml(attributes.groups),
    change: { parameter: 'GroupId', needsStopped: false, read: readGroups },
  },
  {
    name: 'blockDeviceMapping',
    show: (instance) => list('blockDeviceMapping', attachedVolumes(instance), volumeXml),
    change: { parameter: 'BlockDeviceMapping', needsStopped: false, read: readMappings },
  },
  {
    name: 'enclaveOptions',
    show: ({ attributes }) => leaf('enabled', attributes.enclave),
    change: { parameter: 'EnclaveOptions', needsStopped: true, read: readEnclave },
  },
  { name: 'rootDeviceName', show: () => value(ROOT_DEVICE) },
  { name: 'productCodes', show: () => '' },
];

export const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map(TABLE.map((one) => [one.name, one]));

/** @throws Ec2Error InvalidParameterValue */
export function attributeNamed(name: string): Attribute {
  const attribute = ATTRIBUTES.get(name);
  if (attribute === undefined) throw refusal.invalidValue(name, 'attribute', 'Unknown attribute.');
  return attribute;
}

/** The element of an attribute in an answer; lists are their own element. */
export function attributeXml({ name, show }: Attribute, instance: Instance): string {
  const content = show(instance);
  return content.startsWith(`<${name}`) ? content : element(name, content);
}
