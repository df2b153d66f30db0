import { describe, expect, it, jest } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { jwtVerifier, type VerifyJwt } from '../../../src/auth/jwt.js';
import { AUDIENCE, anIssuer, ISSUER } from '../../support/issuer.js';

const NOW = Date.parse('2026-11-23T07:31:05Z');
const SECONDS = NOW / 1000;

async function aVerifier() {
  let time = NOW;
  // By which the age of the keys is told.
  jest.spyOn(Date, 'now').mockImplementation(() => time);
  const issuer = await anIssuer(() => time);
  const { jwksUri } = issuer;
  const verify = jwtVerifier({ issuer: ISSUER, audience: AUDIENCE, jwksUri }, () => time);
  return {
    issuer,
    verify,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

/** What becomes of a token: whose it is, or the code of the refusal. */
function told(verify: VerifyJwt, token: string): Promise<string> {
  return verify(token).then(
    ({ name }) => name,
    ({ code }) => code,
  );
}

describe('An access token', () => {
  it('is the issuer’s and subject’s', async () => {
    const { issuer, verify } = await aVerifier();
    expect(await verify(await issuer.token())).toEqual({ name: `${ISSUER}#build-7`, scopes: new Set() });
  });

  it('grants those of its scopes that there are', async () => {
    const { issuer, verify } = await aVerifier();
    const scope = 'openid instances:read instances:launch instances:everything Instances:modify';
    expect((await verify(await issuer.token({ scope }))).scopes).toEqual(
      new Set(['instances:read', 'instances:launch']),
    );
    const list = ['instances:terminate'];
    expect((await verify(await issuer.token({ scope: list }))).scopes).toEqual(new Set());
  });

  it.each([
    ['of another issuer', { iss: 'https://issuer.example.com' }, /"iss"/],
    ['for another audience', { aud: 'other' }, /"aud"/],
    ['for nobody', { aud: undefined }, /"aud"/],
    ['that has expired', { exp: SECONDS - 11 }, /"exp"/],
    ['that never expires', { exp: undefined }, /"exp"/],
    ['that is not valid yet', { nbf: SECONDS + 11 }, /"nbf"/],
    ['of nobody', { sub: undefined }, /"sub"/],
    ['of somebody without a name', { sub: '' }, /"sub"/],
    ['of somebody whose name is no text', { sub: { id: 1 } as never }, /"sub"/],
  ])('%s is not accepted', async (_, claims, reason) => {
    const { issuer, verify } = await aVerifier();
    await expect(verify(await issuer.token(claims))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(reason),
    });
  });

  it('may be for several audiences, and ten seconds off', async () => {
    const { issuer, verify } = await aVerifier();
    const claims = { aud: ['other', AUDIENCE], exp: SECONDS - 9, nbf: SECONDS + 9 };
    expect(await told(verify, await issuer.token(claims))).toBe(`${ISSUER}#build-7`);
  });

  it.each([
    ['that nobody has signed', 'unsigned'],
    ['that is signed with the public key as a secret', 'signedWithThePublicKey'],
  ] as const)('%s is not accepted', async (_, forge) => {
    const { issuer, verify } = await aVerifier();
    expect(await told(verify, await issuer.token())).toBe(`${ISSUER}#build-7`);
    expect(await told(verify, await issuer[forge]())).toBe('UNAUTHENTICATED');
  });

  it('that another has signed under the name of the issuer’s key is not accepted', async () => {
    const { issuer, verify } = await aVerifier();
    const { privateKey } = await generateKeyPair('ES256');
    expect(await told(verify, await issuer.token({}, privateKey))).toBe('UNAUTHENTICATED');
  });

  it('of which something was changed, or which is none, is not accepted', async () => {
    const { issuer, verify } = await aVerifier();
    const [head, , signature] = (await issuer.token()).split('.');
    const [, payload] = (await issuer.token({ sub: 'root' })).split('.');
    for (const wrong of [`${head}.${payload}.${signature}`, `${head}.${payload}.`, 'a.b.c', 'abc', '..']) {
      expect([wrong, await told(verify, wrong)]).toEqual([wrong, 'UNAUTHENTICATED']);
    }
  });
});

describe('The keys of an issuer', () => {
  it('are fetched when they are first wanted, and once for many tokens', async () => {
    const { issuer, verify } = await aVerifier();
    expect(issuer.asked()).toBe(0);
    const token = await issuer.token();
    await Promise.all([verify(token), verify(token)]);
    await verify(token);
    expect(issuer.asked()).toBe(1);
  });

  it('are fetched anew for a key that is not known, at most twice a minute', async () => {
    const { issuer, verify, pass } = await aVerifier();
    const old = await issuer.token();
    await verify(old);
    await issuer.rotate();
    const token = await issuer.token();
    expect(await told(verify, token)).toBe('UNAUTHENTICATED');
    pass(30_000);
    expect(await told(verify, token)).toBe(`${ISSUER}#build-7`);
    expect(await told(verify, old)).toBe('UNAUTHENTICATED');
    expect(issuer.asked()).toBe(2);
    const { privateKey } = await generateKeyPair('ES256');
    for (let n = 0; n < 5; n++) await told(verify, await issuer.token({}, privateKey, `forged-${n}`));
    expect(issuer.asked()).toBe(2);
  });

  it('that cannot be had are told apart from a token that is wrong', async () => {
    const { issuer, verify, pass } = await aVerifier();
    const token = await issuer.token();
    issuer.answerWith(500);
    await expect(verify(token)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
      retryAfterSeconds: 30,
    });
    issuer.answerWith(200);
    pass(30_000);
    expect(await told(verify, token)).toBe(`${ISSUER}#build-7`);
  });

  it('are asked for twice a minute at most while they cannot be had', async () => {
    const { issuer, verify, pass } = await aVerifier();
    const token = await issuer.token();
    issuer.answerWith(500);
    for (let n = 0; n < 5; n++) expect(await told(verify, token)).toBe('UNAVAILABLE');
    expect(issuer.asked()).toBe(1);
    pass(30_000);
    expect(await told(verify, token)).toBe('UNAVAILABLE');
    expect(issuer.asked()).toBe(2);
  });

  it('serve on for six hours when the issuer is gone', async () => {
    const { issuer, verify, pass } = await aVerifier();
    await verify(await issuer.token());
    issuer.goAway();
    for (const minutes of [9, 1, 349]) {
      pass(minutes * 60_000);
      expect(await told(verify, await issuer.token())).toBe(`${ISSUER}#build-7`);
    }
    pass(11 * 60_000);
    expect(await told(verify, await issuer.token())).toBe('UNAVAILABLE');
  });

  it('serve on where it publishes something else than keys', async () => {
    const { issuer, verify, pass } = await aVerifier();
    await verify(await issuer.token());
    issuer.publish('down for maintenance');
    pass(10 * 60_000);
    expect(await told(verify, await issuer.token())).toBe(`${ISSUER}#build-7`);
    expect(issuer.asked()).toBe(2);
  });

  it('are no longer accepted ten minutes after they are withdrawn', async () => {
    const { issuer, verify, pass } = await aVerifier();
    await verify(await issuer.token());
    const forHours = await issuer.token({ exp: SECONDS + 7200 });
    await issuer.rotate();
    pass(10 * 60_000);
    expect(await told(verify, forHours)).toBe('UNAUTHENTICATED');
  });
});
