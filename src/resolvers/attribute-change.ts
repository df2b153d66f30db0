import type {
  AttributeChange,
  ModifiableAttribute,
  ModifiableAttributes,
  ShutdownBehavior,
} from '../ec2/attributes.js';
import { badInput } from '../errors.js';
import { checkSizes } from './text-sizes.js';
import { textUserData } from './user-data.js';

const SPELLINGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
const SHUTDOWN_BEHAVIORS: readonly string[] = ['stop', 'terminate'] satisfies ShutdownBehavior[];
const GROUP_ID = /^sg-[0-9a-f]+$/;

/** How the text given for each attribute is read. */
const READERS: { readonly [A in ModifiableAttribute]: (text: string) => ModifiableAttributes[A] } = {
  instanceType: word('an instance type, as in t3.micro'),
  kernel: word('a kernel id, as in aki-12c6146b'),
  ramdisk: word('a RAM disk id, as in ari-12c6146b'),
  sriovNetSupport: word('the text simple'),
  instanceInitiatedShutdownBehavior: shutdownBehavior,
  ebsOptimized: boolean,
  enaSupport: boolean,
  sourceDestCheck: boolean,
  disableApiTermination: boolean,
  disableApiStop: boolean,
  enclaveOptions: boolean,
  userData: (text) => textUserData('value', text),
  groupSet: (text) => list(text).map(groupId),
  blockDeviceMapping: (text) => list(text).map(blockDevice),
};

/** The documented attributes, by EC2's names. */
export const MODIFIABLE_ATTRIBUTES: readonly string[] = Object.keys(READERS);

/** Reads an attribute and its value as the REST API of 2012 gives them: both as text. */
export function toAttributeChange(attribute: string, value: string): AttributeChange {
  const name = ec2Name(attribute);
  if (!isModifiable(name)) {
    throw badInput('attribute', `expected one of ${MODIFIABLE_ATTRIBUTES.join(', ')}, got '${attribute}'`);
  }
  return { attribute: name, value: READERS[name](value) } as AttributeChange;
}

/** EC2's name from its own spelling or the snake form, the first letter in either case. */
function ec2Name(attribute: string): string {
  const camel = attribute.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return camel.charAt(0).toLowerCase() + camel.slice(1);
}

function isModifiable(name: string): name is ModifiableAttribute {
  return Object.hasOwn(READERS, name);
}

function word(expected: string): (text: string) => string {
  return (text) => {
    if (text.trim() === '') throw badInput('value', `expected ${expected}, got nothing`);
    checkSizes('value', text.trim());
    return text.trim();
  };
}

function boolean(text: string): boolean {
  const value = SPELLINGS.get(text.toLowerCase());
  if (value === undefined) throw badInput('value', `expected true or false, got '${text}'`);
  return value;
}

function shutdownBehavior(text: string): ShutdownBehavior {
  const value = text.toLowerCase();
  if (!SHUTDOWN_BEHAVIORS.includes(value))
    throw badInput('value', `expected stop or terminate, got '${text}'`);
  return value as ShutdownBehavior;
}

function list(text: string): string[] {
  const values = text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  if (values.length === 0) throw badInput('value', 'expected at least one, separated by commas, got nothing');
  checkSizes('value', values);
  return values;
}

function groupId(text: string): string {
  if (!GROUP_ID.test(text))
    throw badInput('value', `expected ids of security groups, as in sg-12c6146b, got '${text}'`);
  return text;
}

function blockDevice(text: string) {
  const [deviceName = '', flag = 'true', ...more] = text.split('=');
  if (deviceName === '' || more.length > 0)
    throw badInput('value', `expected devices as in /dev/sda1=true, got '${text}'`);
  return { deviceName, deleteOnTermination: boolean(flag) };
}
