import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';

export const ISSUER = 'https://issuer.example.com/';
export const AUDIENCE = 'launch-provision';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) stop(server);
});

function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}

/** An issuer of access tokens that publishes its keys on the loopback address. */
export async function anIssuer(now: () => number) {
  let kid = 'key-1';
  let { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  let published = [{ ...(await exportJWK(publicKey)), kid }];
  let asked = 0;
  let status = 200;
  let body: string | undefined;
  const server = createServer((_request, response) => {
    asked += 1;
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(body ?? { keys: published }));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const claims = (more: JWTPayload = {}): JWTPayload => {
    const seconds = Math.floor(now() / 1000);
    return { iss: ISSUER, aud: AUDIENCE, sub: 'build-7', exp: seconds + 300, iat: seconds, ...more };
  };
  /** Signed with a key of the issuer's, where it is not another's. */
  const token = (more: JWTPayload = {}, key: CryptoKey = privateKey, by = kid) =>
    new SignJWT(claims(more)).setProtectedHeader({ alg: 'ES256', kid: by }).sign(key);

  return {
    jwksUri: `http://127.0.0.1:${port}/keys`,
    token,
    unsigned: () => new UnsecuredJWT(claims()).encode(),
    /** What whoever has only read the public key can make. */
    signedWithThePublicKey: async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid })
        .sign(new TextEncoder().encode(await exportSPKI(publicKey))),
    /** From now on another key signs, which is published alone. */
    rotate: async () => {
      kid = 'key-2';
      ({ publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true }));
      published = [{ ...(await exportJWK(publicKey)), kid }];
    },
    /** How often its keys have been asked for. */
    asked: () => asked,
    answerWith: (answer: number) => {
      status = answer;
    },
    /** From now on this is where its keys should be. */
    publish: (text: string) => {
      body = text;
    },
    goAway: () => stop(server),
  };
}
