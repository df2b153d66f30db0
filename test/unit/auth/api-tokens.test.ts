import { describe, expect, it } from '@jest/globals';
import { ApiTokens, makeToken, TOKENS_FILE } from '../../../src/auth/api-tokens.js';

const NOW = Date.parse('2026-11-23T07:31:05Z');

describe('An API token', () => {
  it('is its name’s, with the scopes that were given to it', () => {
    const [ci, ops] = [
      makeToken('ci', ['instances:read', 'instances:launch'], undefined),
      makeToken('ops', ['instances:operate'], undefined),
    ];
    const tokens = new ApiTokens([ci.stored, ops.stored]);
    expect(tokens.callerOf(ci.token, NOW)).toEqual({
      name: 'ci',
      scopes: new Set(['instances:read', 'instances:launch']),
    });
    expect(tokens.callerOf(ops.token, NOW)).toEqual({ name: 'ops', scopes: new Set(['instances:operate']) });
  });

  it('has 256 random bits, another each time, and is not kept', () => {
    const [first, second] = [1, 2].map(() => makeToken('ci', ['instances:read'], undefined));
    expect(first?.token).toMatch(/^lp_[\w-]{43}$/);
    expect(second?.token).not.toBe(first?.token);
    expect(JSON.stringify(first?.stored)).not.toContain(first?.token.slice(3, 12));
  });

  it('may be one of several of a name, so that one can take over from another', () => {
    const [old, next] = [1, 2].map(() => makeToken('ci', ['instances:read'], undefined));
    const tokens = new ApiTokens([old?.stored, next?.stored].filter((stored) => stored !== undefined));
    expect([old, next].map((each) => tokens.callerOf(String(each?.token), NOW).name)).toEqual(['ci', 'ci']);
  });

  it('is not accepted where it is nobody’s, and is not repeated then', () => {
    const { stored } = makeToken('ci', ['instances:read'], undefined);
    const { token } = makeToken('ci', ['instances:read'], undefined);
    const ask = () => new ApiTokens([stored]).callerOf(token, NOW);
    expect(ask).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED', message: 'the API token is not known' }),
    );
  });

  it('is accepted until the moment at which it expires', () => {
    const { token, stored } = makeToken('ci', ['instances:read'], '2026-11-23T07:31:05Z');
    const tokens = new ApiTokens([stored]);
    expect(tokens.callerOf(token, NOW - 1).name).toBe('ci');
    expect(() => tokens.callerOf(token, NOW)).toThrow(
      expect.objectContaining({
        code: 'UNAUTHENTICATED',
        message: 'the API token of ci expired at 2026-11-23T07:31:05.000Z',
      }),
    );
  });

  it('cannot be made for a name that could be the issuer and subject of a JWT', () => {
    for (const name of ['https://issuer.example.com/#build-7', 'a#b', '', '-a', 'a'.repeat(64), 'a\n']) {
      expect(() => makeToken(name, ['instances:read'], undefined)).toThrow('expected 1 to 63 letters');
    }
  });
});

describe('A file of tokens', () => {
  const { stored } = makeToken('ci', ['instances:read'], '2027-01-01T00:00:00Z');

  it('is read as it was written', () => {
    expect(TOKENS_FILE.parse(JSON.parse(JSON.stringify({ tokens: [stored] })))).toEqual({ tokens: [stored] });
    expect(TOKENS_FILE.parse({ tokens: [] })).toEqual({ tokens: [] });
  });

  it.each([
    ['a name that is a URL', { name: 'https://a' }],
    ['a hash that is none', { sha256: stored.sha256.slice(1) }],
    ['a hash in upper case', { sha256: stored.sha256.toUpperCase().replace(/^\d/, 'A') }],
    ['no scope', { scopes: [] }],
    ['a scope that there is not', { scopes: ['instances:all'] }],
    ['a date without a time', { expires: '2027-01-01' }],
    [
      'a member that is misspelled, as an expiry is that would never come',
      { expiers: '2027-01-01T00:00:00Z' },
    ],
  ])('is refused with %s', (_, wrong) => {
    expect(TOKENS_FILE.safeParse({ tokens: [{ ...stored, ...wrong }] }).success).toBe(false);
  });
});
