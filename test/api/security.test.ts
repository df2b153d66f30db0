import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { connected, parseAnswers } from '../support/raw.js';
import { type Service, startService } from '../support/service.js';

const STRICT = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** What would turn a page on plain HTTP to HTTPS, or has browsers warn there. */
const ABSENT = ['strict-transport-security', 'cross-origin-opener-policy', 'origin-agent-cluster'];

function page({ url }: Service) {
  return request(url)
    .get('/graphql')
    .set('Accept', 'text/html')
    .expect(200)
    .expect('Content-Type', /^text\/html/);
}

describe('Every answer that is no page', () => {
  it.each([
    ['GET', '/v1'],
    ['GET', '/v1/i-00000001/attributes'],
    ['PUT', '/v1/nowhere'],
    ['OPTIONS', '/v1'],
    ['GET', '/graphql?query={__typename}'],
    ['POST', '/graphql'],
    ['GET', '/nowhere'],
    ['GET', '/livez'],
    ['GET', '/metrics'],
  ])('may do and show nothing: %s %s', async (method, path) => {
    const { url } = await startService();
    const { headers } = await request(url)[method.toLowerCase() as 'get' | 'put' | 'post' | 'options'](path);
    expect(headers).toMatchObject(STRICT);
    expect(ABSENT.filter((name) => name in headers)).toEqual([]);
  });

  it('is one of them that refuses what is not HTTP', async () => {
    const socket = connected(await startService());
    socket.write('FLY\r\n\r\n');
    const [answer] = parseAnswers(String((await once(socket, 'data'))[0]));
    expect(answer?.headers).toMatchObject(STRICT);
  });
});

describe('The page of Apollo Sandbox', () => {
  it('may load what it is made of and nothing else', async () => {
    const { headers } = await page(await startService());
    expect(headers['content-security-policy']?.split(';')).toEqual([
      "default-src 'none'",
      "script-src 'unsafe-inline' https://embeddable-sandbox.cdn.apollographql.com",
      "style-src 'unsafe-inline' https://embeddable-sandbox.cdn.apollographql.com https://fonts.googleapis.com",
      'font-src https://fonts.gstatic.com',
      'img-src https://apollo-server-landing-page.cdn.apollographql.com',
      'manifest-src https://apollo-server-landing-page.cdn.apollographql.com',
      'frame-src https://sandbox.embed.apollographql.com',
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(ABSENT.filter((name) => name in headers)).toEqual([]);
  });

  it('names nothing in it that its policy forbids', async () => {
    const { text, headers } = await page(await startService());
    const policy = headers['content-security-policy'] ?? '';
    const loaded = [...text.matchAll(/(?:src|href)="(https:\/\/[^/"]+)/g)].map(([, origin]) =>
      String(origin),
    );
    // A connection that is opened early is no load.
    const origins = [...new Set(loaded)].filter((origin) => origin !== 'https://fonts.gstatic.com');
    expect(origins).toHaveLength(3);
    expect(origins.filter((origin) => !policy.includes(origin))).toEqual([]);
    const own = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1];
    expect(own).toMatch(/script-src 'self' 'nonce-[0-9a-f]+'/);
  });
});
