import { describe, expect, it } from '@jest/globals';
import { type AuthOptions, createAuthentication } from '../../../src/auth/authentication.js';
import { SCOPES } from '../../../src/auth/caller.js';
import { AUDIENCE, anIssuer, ISSUER } from '../../support/issuer.js';
import { bearer, tokensFile } from '../../support/tokens.js';

const now = () => Date.parse('2026-11-23T07:31:05Z');

function authentication(options: AuthOptions) {
  return createAuthentication(options, { now, onFault: () => {} });
}

/** Who asks, or the code of the refusal. */
async function told(options: AuthOptions, authorization: string | undefined): Promise<string> {
  try {
    return (await authentication(options).callerOf(authorization, '203.0.113.1')).name;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('Who asks', () => {
  it('is the address that he comes from, with all scopes, where nobody need prove who he is', async () => {
    const { callerOf, load } = authentication({});
    await load();
    const caller = { name: '203.0.113.1', scopes: new Set(SCOPES) };
    expect(callerOf(undefined, '203.0.113.1')).toEqual(caller);
    expect(callerOf('Bearer lp_any', '203.0.113.1')).toEqual(caller);
  });

  it('is told by an API token or an access token, where both are taken', async () => {
    const { path, tokens } = tokensFile({ name: 'ci' });
    const { jwksUri, token } = await anIssuer(now);
    const both = { tokensFile: path, jwt: { issuer: ISSUER, audience: AUDIENCE, jwksUri } };
    expect(await told(both, bearer(tokens[0]))).toBe('ci');
    expect(await told(both, bearer(await token()))).toBe(`${ISSUER}#build-7`);
    expect(await told(both, 'Bearer lp_unknown')).toBe('UNAUTHENTICATED');
    expect(await told(both, 'Bearer unknown')).toBe('UNAUTHENTICATED');
  });

  it('is told by the one kind of token that is taken, and not by the other', async () => {
    const { path, tokens } = tokensFile({ name: 'ci' });
    const { jwksUri, token, asked } = await anIssuer(now);
    const jwt = { issuer: ISSUER, audience: AUDIENCE, jwksUri };
    expect(await told({ tokensFile: path }, bearer(await token()))).toBe('UNAUTHENTICATED');
    expect(await told({ jwt }, bearer(tokens[0]))).toBe('UNAUTHENTICATED');
    expect(asked()).toBe(0);
  });

  it.each([
    ['Bearer TOKEN', 'ci'],
    ['bearer TOKEN', 'ci'],
    ['BEARER   TOKEN  ', 'ci'],
    [undefined, 'UNAUTHENTICATED'],
    ['', 'UNAUTHENTICATED'],
    ['TOKEN', 'UNAUTHENTICATED'],
    ['Bearer', 'UNAUTHENTICATED'],
    ['Bearer ', 'UNAUTHENTICATED'],
    ['BearerTOKEN', 'UNAUTHENTICATED'],
    ['Basic TOKEN', 'UNAUTHENTICATED'],
    ['Bearer TOKEN TOKEN', 'UNAUTHENTICATED'],
    ['Bearer TOKEN, Bearer TOKEN', 'UNAUTHENTICATED'],
    ['Bearer "TOKEN"', 'UNAUTHENTICATED'],
  ])('by Authorization: %s is %s', async (form, expected) => {
    const { path, tokens } = tokensFile({ name: 'ci' });
    expect(await told({ tokensFile: path }, form?.replaceAll('TOKEN', String(tokens[0])))).toBe(expected);
  });

  it('cannot be told at all where the file of tokens cannot be read', async () => {
    await expect(authentication({ tokensFile: '/nowhere/tokens.json' }).load()).rejects.toThrow(
      /^\/nowhere\/tokens\.json: .*ENOENT/,
    );
  });
});
