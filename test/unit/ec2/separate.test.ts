import { describe, expect, it } from '@jest/globals';
import { forOne, isAboutSome, separate } from '../../../src/ec2/separate.js';
import { type ErrorCode, ServiceError } from '../../../src/errors.js';
import { aCall, anId } from '../../support/builders.js';

function refusal(code: string, message = 'no', meaning: ErrorCode = 'INVALID_STATE'): ServiceError {
  return new ServiceError(meaning, message, { ec2: { code, requestId: 'request-1' } });
}

/** Who asks for these, as in `a 1` for the first instance. */
function members(...wishes: readonly string[]) {
  return wishes.map((wish) => {
    const [caller = '', n] = wish.split(' ');
    return { key: anId(Number(n)), call: { ...aCall(), caller }, wasAlone: false, wish };
  });
}

function separated(message: string, ...wishes: readonly string[]) {
  const { named, parts, others } = separate(refusal('IncorrectInstanceState', message), members(...wishes));
  const told = (some: readonly { wish: string }[]) => some.map(({ wish }) => wish);
  return { named: told(named), parts: parts.map(told), others: told(others) };
}

describe('A refusal', () => {
  const again = (...wishes: readonly string[]) =>
    members(...wishes).map((member) => ({ ...member, wasAlone: true }));

  it.each([
    'InvalidInstanceID.NotFound',
    'IncorrectInstanceState',
    'InvalidParameterValue',
    'InvalidInstanceType',
  ])('with %s is about some, however often', (code) => {
    expect(isAboutSome(refusal(code), members('a 1', 'a 2'))).toBe(true);
    expect(isAboutSome(refusal(code), again('a 1', 'a 2'))).toBe(true);
  });

  it.each(['AuthFailure', 'RequestLimitExceeded', 'InternalError'])(
    'with %s is about the whole call',
    (code) => {
      expect(isAboutSome(refusal(code), members('a 1', 'b 2'))).toBe(false);
    },
  );

  it.each(['UnauthorizedOperation', 'InsufficientInstanceCapacity', 'VcpuLimitExceeded'])(
    'with %s is about some callers, then once about some of one, and then about all that it asked for',
    (code) => {
      expect(isAboutSome(refusal(code), again('a 1', 'b 2'))).toBe(true);
      expect(isAboutSome(refusal(code), members('a 1', 'a 2'))).toBe(true);
      expect(isAboutSome(refusal(code), again('a 1', 'a 2'))).toBe(false);
    },
  );

  it('that EC2 did not give is about the whole call', () => {
    expect(isAboutSome(new ServiceError('TIMEOUT', 'no answer'), members('a 1', 'b 2'))).toBe(false);
  });
});

describe('A refused call', () => {
  it('loses those whom the refusal names, and keeps apart what else their callers asked for', () => {
    expect(separated(`not '${anId(1)}', nor ${anId(3)}.`, 'a 1', 'a 2', 'b 3', 'c 4')).toEqual({
      named: ['a 1', 'b 3'],
      parts: [['a 2']],
      others: ['c 4'],
    });
  });

  it('is refused to all who asked for the instance that is named', () => {
    expect(separated(anId(1), 'a 1', 'b 1', 'c 2')).toEqual({
      named: ['a 1', 'b 1'],
      parts: [],
      others: ['c 2'],
    });
  });

  it.each([
    ['none', 'one of them cannot be stopped'],
    ['another', `'${anId(999)}' may not be terminated`],
  ])('is halved where the refusal names %s', (_, message) => {
    const parts = [
      ['a 1', 'a 2'],
      ['a 3', 'a 4'],
    ];
    expect(separated(message, 'a 1', 'a 2', 'a 3', 'a 4')).toEqual({ named: [], parts, others: [] });
  });

  it('keeps who asks for an instance of a suspect with it', () => {
    expect(separated(anId(1), 'a 1', 'a 2', 'b 2', 'c 3')).toEqual({
      named: ['a 1'],
      parts: [['a 2', 'b 2']],
      others: ['c 3'],
    });
  });

  it('is halved between callers, however many instances one of them asks for', () => {
    expect(separated('no', 'b 9', 'a 1', 'a 2', 'a 3', 'a 4').parts).toEqual([
      ['b 9'],
      ['a 1', 'a 2', 'a 3', 'a 4'],
    ]);
  });

  it('is halved by instances where all callers ask for the same', () => {
    expect(separated('no', 'a 1', 'b 1', 'a 2', 'b 2').parts).toEqual([
      ['a 1', 'b 1'],
      ['a 2', 'b 2'],
    ]);
  });

  it('of one instance is refused to all who asked for it', () => {
    expect(separated('no', 'a 1', 'b 1')).toEqual({ named: ['a 1', 'b 1'], parts: [], others: [] });
  });

  it('loses no instance whose id begins as that which is named', () => {
    const [short, long] = ['i-12345678', 'i-1234567890abcdef0'];
    const some = [short, long].map((key) => ({ key, call: aCall(), wasAlone: false }));
    const { named } = separate(refusal('IncorrectInstanceState', `not ${long}.`), some);
    expect(named.map(({ key }) => key)).toEqual([long]);
  });

  it('loses the instance types that are named', () => {
    const message = 'The following supplied instance types do not exist: [t9.nano, u-0tb1.metal]';
    const some = ['t9.nano', 't3.nano', 'u-0tb1.metal'].map((key) => ({
      key,
      call: aCall(),
      wasAlone: false,
    }));
    const { named } = separate(refusal('InvalidInstanceType', message), some);
    expect(named.map(({ key }) => key)).toEqual(['t9.nano', 'u-0tb1.metal']);
  });
});

describe('Who is refused with others', () => {
  const keys = new Set([anId(1), anId(2)]);

  it('is told of its own missing instance alone, with the code of EC2', () => {
    const missing = refusal(
      'InvalidInstanceID.NotFound',
      `The instance IDs '${anId(1)}, ${anId(2)}' do not exist`,
      'INSTANCE_NOT_FOUND',
    );
    expect(forOne(anId(2), missing, keys)).toMatchObject({
      message: `The instance ID '${anId(2)}' does not exist`,
      ec2: { code: 'InvalidInstanceID.NotFound', requestId: 'request-1' },
    });
  });

  it('is told in the words of EC2 where they name it', () => {
    const named = refusal('UnauthorizedOperation', `not authorized on instance/${anId(1)}`, 'UPSTREAM');
    expect(forOne(anId(1), named, keys)).toBe(named);
  });

  it('is not told of an instance that another asked for', () => {
    const named = refusal('UnauthorizedOperation', `not authorized on instance/${anId(1)}`, 'UPSTREAM');
    expect(forOne(anId(2), named, keys)).toMatchObject({
      code: 'UPSTREAM',
      message: 'not authorized on instance/another',
      ec2: { code: 'UnauthorizedOperation' },
    });
  });
});
