import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../../src/errors.js';
import { MODIFIABLE_ATTRIBUTES, toAttributeChange } from '../../../src/resolvers/attribute-change.js';

/** What is wrong with the attribute or its value, with the argument at fault. */
function refusalOf(attribute: string, value: string) {
  try {
    toAttributeChange(attribute, value);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect(error.code).toBe('BAD_USER_INPUT');
    return { argument: error.argument, message: error.message };
  }
  throw new Error('it was not refused');
}

const badValue = (message: string) => ({ argument: 'value', message: `value: ${message}` });

describe('the name of an attribute', () => {
  it.each(['instanceType', 'InstanceType', 'instance_type', 'Instance_type'])('may be spelled %s', (name) => {
    expect(toAttributeChange(name, 'm5.large')).toEqual({ attribute: 'instanceType', value: 'm5.large' });
  });

  it.each(MODIFIABLE_ATTRIBUTES)('may be %s, in the snake form too', (name) => {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const value = { groupSet: 'sg-1', instanceInitiatedShutdownBehavior: 'stop' }[name] ?? '1';
    expect(toAttributeChange(snake, value)).toEqual(toAttributeChange(name, value));
    expect(toAttributeChange(snake, value).attribute).toBe(name);
  });

  it.each([
    '',
    'instancetype',
    'INSTANCE_TYPE',
    'instance type',
    'colour',
    'constructor',
    '__proto__',
    'to_string',
  ])('may not be %j', (name) => {
    expect(refusalOf(name, 'x')).toEqual({
      argument: 'attribute',
      message: `attribute: expected one of instanceType, kernel, ramdisk, sriovNetSupport, instanceInitiatedShutdownBehavior, ebsOptimized, enaSupport, sourceDestCheck, disableApiTermination, disableApiStop, enclaveOptions, userData, groupSet, blockDeviceMapping, got '${name}'`,
    });
  });
});

describe('a word', () => {
  it.each([
    ['instanceType', 'an instance type, as in t3.micro'],
    ['kernel', 'a kernel id, as in aki-12c6146b'],
    ['ramdisk', 'a RAM disk id, as in ari-12c6146b'],
    ['sriovNetSupport', 'the text simple'],
  ])('for %s is taken without the blanks around it and not empty', (attribute, expected) => {
    expect(toAttributeChange(attribute, ' m5.large\n').value).toBe('m5.large');
    for (const empty of ['', '  '])
      expect(refusalOf(attribute, empty)).toEqual(badValue(`expected ${expected}, got nothing`));
  });
});

const FLAGS = [
  'ebsOptimized',
  'enaSupport',
  'sourceDestCheck',
  'disableApiTermination',
  'disableApiStop',
  'enclaveOptions',
];

describe.each(FLAGS)('the flag %s', (attribute) => {
  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['false', false],
    ['FALSE', false],
    ['0', false],
  ])('is read from %s', (text, value) => {
    expect(toAttributeChange(attribute, text)).toEqual({ attribute, value });
  });

  it.each(['', 'yes', 'no', '2', ' true', 'constructor', '__proto__'])('is not read from %j', (text) => {
    expect(refusalOf(attribute, text)).toEqual(badValue(`expected true or false, got '${text}'`));
  });
});

describe('the shutdown behavior', () => {
  it.each([
    ['stop', 'stop'],
    ['Terminate', 'terminate'],
  ])('is read from %s', (text, value) => {
    expect(toAttributeChange('instanceInitiatedShutdownBehavior', text).value).toBe(value);
  });

  it.each(['', 'halt'])('is not read from %j', (text) => {
    expect(refusalOf('instanceInitiatedShutdownBehavior', text)).toEqual(
      badValue(`expected stop or terminate, got '${text}'`),
    );
  });
});

describe('user data', () => {
  it('is taken as text', () => {
    expect(toAttributeChange('user_data', 'écho')).toEqual({
      attribute: 'userData',
      value: Buffer.from('écho'),
    });
  });

  it('may be emptied', () => {
    expect(toAttributeChange('userData', '').value).toHaveLength(0);
  });

  it('has at most 16 KiB', () => {
    expect(refusalOf('userData', 'ü'.repeat(8193))).toEqual(
      badValue('expected at most 16384 bytes of user data, got 16386'),
    );
  });
});

describe('security groups', () => {
  it.each([
    ['sg-12c6146b', ['sg-12c6146b']],
    ['sg-1, sg-2,', ['sg-1', 'sg-2']],
  ])('are read from %j', (text, value) => {
    expect(toAttributeChange('groupSet', text)).toEqual({ attribute: 'groupSet', value });
  });

  it.each(['SSH', 'sg-', 'sg-1 sg-2', '["sg-1"]', 'xsg-1'])('are not read from %j', (text) => {
    expect(refusalOf('groupSet', text)).toEqual(
      badValue(`expected ids of security groups, as in sg-12c6146b, got '${text}'`),
    );
  });
});

describe('block devices', () => {
  it.each([
    ['/dev/sda1=true', [{ deviceName: '/dev/sda1', deleteOnTermination: true }]],
    ['/dev/sda1', [{ deviceName: '/dev/sda1', deleteOnTermination: true }]],
    [
      '/dev/sda1=False, xvdb=0',
      [
        { deviceName: '/dev/sda1', deleteOnTermination: false },
        { deviceName: 'xvdb', deleteOnTermination: false },
      ],
    ],
  ])('are read from %j', (text, value) => {
    expect(toAttributeChange('blockDeviceMapping', text)).toEqual({ attribute: 'blockDeviceMapping', value });
  });

  it.each([
    ['=true', "expected devices as in /dev/sda1=true, got '=true'"],
    ['/dev/sda1=true=false', "expected devices as in /dev/sda1=true, got '/dev/sda1=true=false'"],
    ['/dev/sda1=', "expected true or false, got ''"],
    ['/dev/sda1=maybe', "expected true or false, got 'maybe'"],
  ])('are not read from %j', (text, fault) => {
    expect(refusalOf('blockDeviceMapping', text)).toEqual(badValue(fault));
  });
});

it.each(['groupSet', 'blockDeviceMapping'])('a list for %s is not empty', (attribute) => {
  for (const text of ['', ' , ']) {
    expect(refusalOf(attribute, text)).toEqual(
      badValue('expected at least one, separated by commas, got nothing'),
    );
  }
});

it.each(['kernel', 'groupSet', 'blockDeviceMapping'])(
  'a name for %s has at most 255 characters',
  (attribute) => {
    const text = attribute === 'groupSet' ? `sg-${'0'.repeat(253)}` : 'x'.repeat(256);
    expect(refusalOf(attribute, text)).toEqual(badValue('expected at most 255 characters, got 256'));
  },
);
