import { describe, expect, it } from '@jest/globals';
import { given } from '../../../src/rest/body.js';
import { Failure } from '../../../src/rest/failure.js';
import { nameOf, type Parameters, readParameters } from '../../../src/rest/parameters.js';
import {
  ATTRIBUTES_PARAMETERS,
  FORCE_PARAMETERS,
  LAUNCH_PARAMETERS,
  MODIFY_PARAMETERS,
  readField,
} from '../../../src/rest/route-parameters.js';

const NEEDED = { ami: 'ami-12c6146b', instance_type: 't3.micro' };
const READ = { imageId: 'ami-12c6146b', instanceType: 't3.micro' };

/** What is wrong with the arguments. */
function refusalOf(parameters: Parameters, values: Record<string, unknown>): string {
  try {
    readParameters(parameters, values);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.status).toBe(400);
    return error.message;
  }
  throw new Error('it was not refused');
}

const launch = (values: Record<string, unknown>) =>
  readParameters(LAUNCH_PARAMETERS, { ...NEEDED, ...values });
const launchRefusal = (values: Record<string, unknown>) =>
  refusalOf(LAUNCH_PARAMETERS, { ...NEEDED, ...values });

describe('the parameters of a launch', () => {
  it('become the input of GraphQL', () => {
    const values = {
      ...NEEDED,
      min_count: '2',
      max_count: '3',
      key_name: 'scalacity_dev1',
      security_groups: 'SSH, web',
      user_data: 'echo',
      placement: 'us-east-1b',
      placement_group: 'together',
      instance_initiated_shutdown_behavior: 'stop',
      ebs_optimized: 'true',
      user_data_base64: 'ZWNobw==',
      subnet_id: 'subnet-1',
      security_group_ids: 'sg-1,sg-2',
      tags: 'Name=one',
      dry_run: 'False',
    };
    expect(readParameters(LAUNCH_PARAMETERS, values)).toStrictEqual({
      ...READ,
      minCount: 2,
      maxCount: 3,
      keyName: 'scalacity_dev1',
      securityGroups: ['SSH', 'web'],
      userData: 'echo',
      placement: 'us-east-1b',
      placementGroup: 'together',
      instanceInitiatedShutdownBehavior: 'STOP',
      ebsOptimized: true,
      userDataBase64: 'ZWNobw==',
      subnetId: 'subnet-1',
      securityGroupIds: ['sg-1', 'sg-2'],
      tags: [{ key: 'Name', value: 'one' }],
      dryRun: false,
    });
  });

  it('leave out what is not given, for the service to choose', () => {
    expect(launch({})).toStrictEqual(READ);
    expect(launch({ key_name: null, placement: undefined })).toStrictEqual(READ);
  });
});

describe('a text', () => {
  it.each(['', ' ', 'ü', 'a,b', 'true', '1'])('may be %j, and stays as it is', (key_name) => {
    expect(launch({ key_name })).toMatchObject({ keyName: key_name });
  });

  it.each([
    [1, '1'],
    [true, 'true'],
    [['a', 'b'], '["a","b"]'],
    [{ a: 1 }, '{"a":1}'],
  ])('may not be %j', (key_name, shown) => {
    expect(launchRefusal({ key_name })).toBe(`key_name: expected a text, got ${shown}`);
  });

  it('is refused of whatever depth', () => {
    const values = JSON.parse(`{"min_count":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    expect(launchRefusal(values)).toBe('min_count: expected an integer, got what is nested too deep');
  });

  it.each<[string, unknown]>([
    ['security_groups', Array(200_000).fill(1)],
    ['security_group_ids', 'sg-1,'.repeat(200_000)],
    ['tags', Array(200_000).fill('a')],
    ['tags', Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [n, 1]))],
  ])('is refused at once where it is a list of far too many: %s', (name, value) => {
    const start = performance.now();
    const got =
      name === 'tags' && Array.isArray(value) ? 'expected an object' : 'expected at most 1000, got 200000';
    expect(launchRefusal({ [name]: value })).toContain(`${name}: ${got}`);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('is shown in brief where it is refused, as it may be as large as a body', () => {
    expect(launchRefusal({ key_name: ['x'.repeat(1000)] })).toBe(
      `key_name: expected a text, got ["${'x'.repeat(78)}…`,
    );
  });
});

describe('an integer', () => {
  it.each([
    ['1', 1],
    ['007', 7],
    ['+3', 3],
    ['-1', -1],
    [5, 5],
    [5.0, 5],
    ['2147483647', 2_147_483_647],
  ])('may be %j', (min_count, minCount) => {
    expect(launch({ min_count })).toMatchObject({ minCount });
  });

  it.each([
    ['', '""'],
    ['one', '"one"'],
    ['1.0', '"1.0"'],
    ['1e3', '"1e3"'],
    ['0x10', '"0x10"'],
    [' 1', '" 1"'],
    ['99999999999', '"99999999999"'],
    ['2147483648', '2147483648'],
    [2_147_483_648, '2147483648'],
    [-2_147_483_649, '-2147483649'],
    [1.5, '1.5'],
    [true, 'true'],
    [['1', '2'], '["1","2"]'],
    [[1], '[1]'],
    [{}, '{}'],
  ])('may not be %j', (min_count, shown) => {
    expect(launchRefusal({ min_count })).toBe(`min_count: expected an integer, got ${shown}`);
  });
});

describe('a flag', () => {
  it.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['1', true],
    [1, true],
    [true, true],
    ['false', false],
    ['False', false],
    ['0', false],
    [0, false],
    [false, false],
  ])('may be %j', (force, value) => {
    expect(readParameters(FORCE_PARAMETERS, { force })).toStrictEqual({ force: value });
  });

  it.each([
    ['', '""'],
    ['yes', '"yes"'],
    [' true', '" true"'],
    ['constructor', '"constructor"'],
    ['__proto__', '"__proto__"'],
    [2, '2'],
    [['true'], '["true"]'],
    [['true', 'false'], '["true","false"]'],
    [{ toString: 1, valueOf: 1 }, '{"toString":1,"valueOf":1}'],
  ])('may not be %j', (force, shown) => {
    expect(refusalOf(FORCE_PARAMETERS, { force })).toBe(`force: expected true or false, got ${shown}`);
  });
});

describe('a list', () => {
  it.each([
    ['a text with commas', 'SSH,web', ['SSH', 'web']],
    ['a text with commas and blanks', ' SSH , web,, ', ['SSH', 'web']],
    ['one text', 'SSH', ['SSH']],
    ['an empty text', '', []],
    ['a name repeated, or a JSON array', ['SSH', 'web'], ['SSH', 'web']],
    ['an array of one', ['SSH'], ['SSH']],
    ['an empty array', [], []],
  ])('may be given as %s', (_, security_groups, securityGroups) => {
    expect(launch({ security_groups })).toMatchObject({ securityGroups });
  });

  it.each([
    [1, 'expected a list of texts, got 1'],
    [true, 'expected a list of texts, got true'],
    [{ 0: 'SSH' }, 'expected a list of texts, got {"0":"SSH"}'],
    [[1], 'expected a text, got 1'],
    [['SSH', null], 'expected a text, got null'],
    [[['SSH']], 'expected a text, got ["SSH"]'],
  ])('may not be %j', (security_groups, fault) => {
    expect(launchRefusal({ security_groups })).toBe(`security_groups: ${fault}`);
  });
});

describe('tags', () => {
  it.each([
    ['one text', 'Name=one', [{ key: 'Name', value: 'one' }]],
    ['a text with several =', 'q=a=b', [{ key: 'q', value: 'a=b' }]],
    ['a text without a value', 'Name=', [{ key: 'Name', value: '' }]],
    ['a text with commas, which may stand in a value', 'Name=a,b=c', [{ key: 'Name', value: 'a,b=c' }]],
    ['lines', 'Name=a\nb', [{ key: 'Name', value: 'a\nb' }]],
    [
      'the name repeated',
      ['a=1', 'b=2'],
      [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    ],
    [
      'a JSON object',
      { a: '1', 'b c': '' },
      [
        { key: 'a', value: '1' },
        { key: 'b c', value: '' },
      ],
    ],
    ['a key that JavaScript knows', JSON.parse('{"__proto__":"1"}'), [{ key: '__proto__', value: '1' }]],
    ['an empty object', {}, []],
  ])('may be given as %s', (_, tags, read) => {
    expect(launch({ tags }).tags).toStrictEqual(read);
  });

  const SHAPE = 'expected an object of texts, or key=value, repeated for several';

  it.each([
    ['', SHAPE],
    ['Name', SHAPE],
    ['=one', SHAPE],
    [['a=1', 'b'], SHAPE],
    [[{ key: 'a', value: '1' }], SHAPE],
    [1, SHAPE],
    [{ a: 1 }, 'expected a text as the value, got 1'],
    [{ a: null }, 'expected a text as the value, got null'],
  ])('may not be %j', (tags, fault) => {
    expect(launchRefusal({ tags })).toBe(`tags: ${fault}`);
  });
});

describe('the shutdown behavior', () => {
  it.each([
    ['stop', 'STOP'],
    ['Stop', 'STOP'],
    ['TERMINATE', 'TERMINATE'],
  ])('may be %j', (instance_initiated_shutdown_behavior, value) => {
    expect(launch({ instance_initiated_shutdown_behavior }).instanceInitiatedShutdownBehavior).toBe(value);
  });

  it.each([
    ['', '""'],
    ['halt', '"halt"'],
    ['constructor', '"constructor"'],
    [1, '1'],
    [['stop'], '["stop"]'],
    [{ toString: 1 }, '{"toString":1}'],
  ])('may not be %j', (instance_initiated_shutdown_behavior, shown) => {
    expect(launchRefusal({ instance_initiated_shutdown_behavior })).toBe(
      `instance_initiated_shutdown_behavior: expected stop or terminate, got ${shown}`,
    );
  });
});

describe('required arguments', () => {
  it.each([
    [{}, 'ami, instance_type'],
    [{ instance_type: 't3.micro' }, 'ami'],
    [{ ami: 'ami-1' }, 'instance_type'],
    [{ ami: 'ami-1', instance_type: null }, 'instance_type'],
    [{ image_id: 'ami-1' }, 'instance_type'],
  ])('are missed all at once in %j', (values, missing) => {
    expect(refusalOf(LAUNCH_PARAMETERS, values)).toBe(`Required arguments not provided: ${missing}`);
  });

  it('are missed before the others are looked at', () => {
    expect(refusalOf(LAUNCH_PARAMETERS, { min_count: 'x' })).toBe(
      'Required arguments not provided: ami, instance_type',
    );
  });

  it('of a modification are attribute and value', () => {
    expect(refusalOf(MODIFY_PARAMETERS, {})).toBe('Required arguments not provided: attribute, value');
    expect(readParameters(MODIFY_PARAMETERS, { attribute: 'kernel', value: '' })).toEqual({
      attribute: 'kernel',
      value: '',
    });
  });
});

describe('image_id', () => {
  const instance_type = 't3.micro';

  it('is another name for ami', () => {
    expect(readParameters(LAUNCH_PARAMETERS, { image_id: 'ami-12c6146b', instance_type })).toStrictEqual(
      READ,
    );
  });

  it('may say the same as ami', () => {
    expect(launch({ image_id: 'ami-12c6146b' })).toStrictEqual(READ);
  });

  it('may not say something else than ami', () => {
    expect(launchRefusal({ image_id: 'ami-2' })).toBe(
      'image_id: another name for ami, expected the same value or only one of them',
    );
  });

  it('is refused by the name ami where it is no text', () => {
    expect(refusalOf(LAUNCH_PARAMETERS, { image_id: 1, instance_type })).toBe('ami: expected a text, got 1');
  });
});

describe('an unknown name', () => {
  it('is refused with those that are known', () => {
    expect(refusalOf(MODIFY_PARAMETERS, { attribute: 'kernel', valu: 'x' })).toBe(
      'Unknown argument: valu; expected one of attribute, value',
    );
  });

  it('is told before what is missing', () => {
    expect(refusalOf(LAUNCH_PARAMETERS, { imageId: 'ami-1' })).toMatch(
      /^Unknown argument: imageId; expected one of ami, image_id, instance_type, /,
    );
  });

  it('is refused where nothing is taken', () => {
    expect(refusalOf({}, { force: true })).toBe('Unknown argument: force; this call takes none');
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be %s', (name) => {
    const values = given({}, JSON.parse(`{"${name}": "x"}`));
    expect(refusalOf(FORCE_PARAMETERS, values)).toBe(`Unknown argument: ${name}; expected one of force`);
  });
});

describe('what is given', () => {
  it('is taken from the query string and the body, of which the body wins', () => {
    expect(given({ a: '1', b: '2' }, { b: 3, c: 4 })).toEqual({ a: '1', b: 3, c: 4 });
  });

  it('may be a query string alone', () => {
    expect(given({ a: '1' }, undefined)).toEqual({ a: '1' });
  });

  it.each([[['a']], ['text'], [1], [null]])('may not be the body %j', (body) => {
    expect(() => given({}, body)).toThrow(new Failure('BAD_USER_INPUT', 'The body: expected a JSON object'));
  });
});

describe('the filter of attributes', () => {
  const filter = (value: unknown) => readParameters(ATTRIBUTES_PARAMETERS, { filter: value });
  const KNOWN =
    'id, public_dns_name, private_dns_name, state, state_code, key_name, instance_type, launch_time, image_id, placement, placement_group, private_ip_address, ip_address';

  it.each([
    ['state,id', ['state', 'id']],
    [
      ['state', 'id'],
      ['state', 'id'],
    ],
    ['', []],
  ])('may be %j', (value, names) => {
    expect(filter(value)).toEqual({ filter: names });
  });

  it('may not name what is no attribute', () => {
    expect(refusalOf(ATTRIBUTES_PARAMETERS, { filter: 'state,colour' })).toBe(
      `filter: expected one of ${KNOWN}, got "colour"`,
    );
  });

  it('is read alike where it stands in the path', () => {
    expect(readField('ip_address')).toBe('ip_address');
    for (const field of ['colour', 'constructor', 'State']) {
      const fault = `field: expected one of ${KNOWN}, got "${field}"`;
      expect(() => readField(field)).toThrow(new Failure('BAD_USER_INPUT', fault));
    }
  });
});

describe('the name of an argument', () => {
  it('is the one that callers of the route know', () => {
    expect(nameOf(LAUNCH_PARAMETERS, 'imageId')).toBe('ami');
    expect(nameOf(LAUNCH_PARAMETERS, 'userDataBase64')).toBe('user_data_base64');
  });

  it('is that of GraphQL where the route has none', () => {
    expect(nameOf(LAUNCH_PARAMETERS, 'id')).toBe('id');
  });
});
