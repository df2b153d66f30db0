import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { answerErrors } from '../../../src/http/errors.js';
import { guardOrigin, refusals } from '../../../src/http/origin.js';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** What a request with these headers is answered. */
async function answerTo(headers: Record<string, string>, hosts: 'loopback' | 'any' = 'loopback') {
  const app = express();
  app.use(guardOrigin(refusals({ hosts: hosts === 'any' ? undefined : LOOPBACK, origins: [] })));
  app.use((_request, response) => void response.json('served'));
  app.use(answerErrors(() => {}));
  const { status, body } = await request(app).get('/').set(headers);
  return { status, body };
}

const SERVED = { status: 200, body: 'served' };

describe('the name under which the service is asked for', () => {
  it.each(['localhost', 'localhost:4000', 'LOCALHOST:4000', '127.0.0.1:1', '[::1]', '[::1]:4000'])(
    'may be %s',
    async (Host) => {
      expect(await answerTo({ Host })).toEqual(SERVED);
    },
  );

  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    'localhost@evil.example',
    '127.0.0.2',
    '128.0.0.1:4000',
    'a b',
  ])('may not be %s', async (Host) => {
    expect(await answerTo({ Host })).toEqual({
      status: 403,
      body: `Host: expected one of localhost, 127.0.0.1, [::1], got '${Host}' (ALLOWED_HOSTS)`,
    });
  });

  it('may be any where none is demanded', async () => {
    expect(await answerTo({ Host: 'launch.example.com' }, 'any')).toEqual(SERVED);
  });
});

describe('spellings of names', () => {
  const { URL } = globalThis;
  let parsed: string[] = [];

  beforeEach(() => {
    parsed = [];
    globalThis.URL = class extends URL {
      constructor(text: string | URL) {
        parsed.push(String(text));
        super(text);
      }
    };
  });

  afterEach(() => {
    globalThis.URL = URL;
  });

  it('are remembered, a hundred of them, so that each is parsed once', () => {
    const refusalOf = refusals({ hosts: LOOPBACK, origins: [] });
    let served = 0;
    const ask = (host: string) => {
      if (refusalOf({ host }) === undefined) served += 1;
    };
    const spellings = Array.from({ length: 101 }, (_, port) => `localhost:${port}`);
    for (const host of [...spellings, ...spellings]) ask(host);
    expect(served).toBe(202);
    expect(parsed).toEqual([...spellings, 'localhost:100'].map((host) => `http://${host}`));
  });
});

describe('a page in a browser', () => {
  it.each([
    ['localhost:4000', 'http://localhost:4000'],
    ['localhost', 'http://localhost'],
    ['localhost', 'http://localhost:80'],
    ['localhost', 'https://localhost'],
    ['localhost:443', 'https://localhost'],
    ['LOCALHOST:4000', 'http://localhost:4000'],
    ['[::1]:4000', 'http://[::1]:4000'],
  ])('served by %s may ask as %s', async (Host, Origin) => {
    expect(await answerTo({ Host, Origin })).toEqual(SERVED);
  });

  it.each([
    ['localhost:4000', 'http://evil.example'],
    ['localhost:4000', 'http://localhost:3000'],
    ['localhost:4000', 'http://127.0.0.1:4000'],
    ['localhost:4000', 'null'],
    ['localhost:4000', 'http://localhost:4000.evil.example'],
    ['localhost', 'not an origin'],
  ])('not served by %s may not ask as %s', async (Host, Origin) => {
    expect(await answerTo({ Host, Origin })).toEqual({
      status: 403,
      body: `Origin: expected the service's own by its Host, or one of CORS_ORIGINS, got '${Origin}'`,
    });
  });

  it('of another origin may not ask where any name is served, either', async () => {
    const headers = { Host: 'launch.example.com', Origin: 'https://evil.example' };
    expect(await answerTo(headers, 'any')).toEqual({
      status: 403,
      body: "Origin: expected the service's own by its Host, or one of CORS_ORIGINS, got 'https://evil.example'",
    });
  });
});
