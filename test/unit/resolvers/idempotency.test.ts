import { describe, expect, it } from '@jest/globals';
import { clientToken, idempotencyKeyFor } from '../../../src/resolvers/idempotency.js';

describe('an idempotency key', () => {
  it.each(['k', ' ', '~', 'a'.repeat(255)])('may be %j', (key) => {
    expect(idempotencyKeyFor(key)).toBe(key);
  });

  it.each(['', 'a'.repeat(256), 'ü', 'a\nb', 'a\n', '\x7f'])('may not be %j', (key) => {
    expect(() => idempotencyKeyFor(key)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        argument: 'idempotencyKey',
        message: 'idempotencyKey: expected 1 to 255 printable ASCII characters',
      }),
    );
  });

  it.each([null, undefined])('is a fresh one each time for %s', (none) => {
    expect(idempotencyKeyFor(none)).not.toBe(idempotencyKeyFor(none));
    expect(idempotencyKeyFor(idempotencyKeyFor(none))).toEqual(expect.any(String));
  });
});

describe('the token for EC2', () => {
  it('is the same for the same caller and key', () => {
    expect(clientToken('me', 'key')).toBe(clientToken('me', 'key'));
  });

  it('differs by caller and by key, and where one ends and the other begins', () => {
    const tokens = [
      clientToken('me', 'key'),
      clientToken('you', 'key'),
      clientToken('me', 'yek'),
      clientToken('m', 'ekey'),
    ];
    expect(new Set(tokens).size).toBe(4);
  });

  it('is of the form that EC2 takes', () => {
    expect(clientToken('me', 'ü'.repeat(255))).toMatch(/^[0-9a-f]{64}$/);
  });
});
