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

function page({ url }: Service, path: string) {
  return request(url)
    .get(path)
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
    ['GET', '/assets/nothing'],
    ['GET', '/favicon.ico'],
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

describe.each([
  [
    '/graphql',
    ["script-src 'self' https://embeddable-sandbox.cdn.apollographql.com"],
    ['frame-src https://sandbox.embed.apollographql.com'],
  ],
  ['/graphiql', ["script-src 'self'"], []],
])('The explorer at %s', (path, scripts, frames) => {
  it('may load what it is made of and nothing else', async () => {
    const { headers } = await page(await startService(), path);
    expect(headers['content-security-policy']?.split(';')).toEqual([
      "default-src 'none'",
      ...scripts,
      "style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='",
      'font-src data:',
      "img-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      ...frames,
    ]);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(ABSENT.filter((name) => name in headers)).toEqual([]);
  });

  it('has no script and no style in it', async () => {
    const { text } = await page(await startService(), path);
    const inline = [...text.matchAll(/<script(?![^>]* src=)[^>]*>/g)].map(([tag]) => tag);
    expect(inline).toEqual(['<script id="settings" type="application/json">']);
    expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  });

  it('names nothing that is not served', async () => {
    const service = await startService();
    const { text } = await page(service, path);
    const named = [...text.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, address]) => String(address));
    expect(named.length).toBeGreaterThan(5);
    for (const address of named) await request(service.url).get(address).expect(200);
  });
});
