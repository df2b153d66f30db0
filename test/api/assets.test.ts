import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { connected, parseAnswers, untilEnd } from '../support/raw.js';
import { startService } from '../support/service.js';
import { byTokens, tokensFile } from '../support/tokens.js';

const FOLDER = new URL('../../dist/assets/', import.meta.url);
const TABLE: Record<string, { file: string; type: string }> = JSON.parse(
  readFileSync(new URL('assets.json', FOLDER), 'utf8'),
);
const { file = '', type = '' } = TABLE['graphiql.css'] ?? {};
const ADDRESS = `/assets/${file}`;
const CONTENT = readFileSync(new URL(file, FOLDER), 'utf8');

describe('What pages load', () => {
  it('is served, for a year, under a name that changes with its content', async () => {
    const { url } = await startService();
    const { text, headers } = await request(url).get(ADDRESS).set('Accept-Encoding', 'identity').expect(200);
    expect(text).toBe(CONTENT);
    expect(headers).toMatchObject({
      'content-type': type,
      'content-length': String(Buffer.byteLength(CONTENT)),
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'Accept-Encoding',
    });
    expect(file).toMatch(/^graphiql-[0-9a-f]{16}\.css$/);
  });

  it('is sent compressed to those who take it so', async () => {
    const { url } = await startService();
    const { text, headers } = await request(url).get(ADDRESS).set('Accept-Encoding', 'br, gzip').expect(200);
    expect(text).toBe(CONTENT);
    expect(headers['content-encoding']).toBe('gzip');
    expect(Number(headers['content-length'])).toBeLessThan(CONTENT.length);
  });

  it.each(['gzip', 'identity'])('is not sent again to those who have it: %s', async (encoding) => {
    const { url } = await startService();
    const ask = (etag: string) =>
      request(url).get(ADDRESS).set('Accept-Encoding', encoding).set('If-None-Match', etag);
    const { etag = '' } = (await ask('"other"').expect(200)).headers;
    const { text, headers } = await ask(etag).expect(304);
    expect(text).toBe('');
    expect(headers).toMatchObject({ etag, 'cache-control': expect.stringContaining('immutable') });
  });

  it('differs in its ETag by how it is sent', async () => {
    const { url } = await startService();
    const ask = (encoding: string) => request(url).head(ADDRESS).set('Accept-Encoding', encoding).expect(200);
    expect((await ask('gzip')).headers.etag).not.toBe((await ask('identity')).headers.etag);
  });

  it('tells by HEAD what GET would bring', async () => {
    const { url } = await startService();
    const ask = (method: 'head' | 'get') => request(url)[method](ADDRESS).set('Accept-Encoding', 'gzip');
    const told = (await ask('head').expect(200)).headers;
    const brought = (await ask('get').expect(200)).headers;
    const changing = { date: expect.any(String), 'x-request-id': expect.any(String) };
    expect({ ...told, ...changing }).toEqual({ ...brought, ...changing });
  });

  it.each([
    '/assets',
    '/assets/',
    '/assets/assets.json',
    '/assets/graphiql.css',
    `/assets/${file}.gz`,
    `/assets/${file}/`,
    `/assets/x/../${file}`,
    '/assets/../main.js',
    '/assets/..%2fmain.js',
    '/assets/%2e%2e/main.js',
    '/assets/..%5cmain.js',
    '/assets/..%00/main.js',
    '/assets//etc/passwd',
    '/assets/constructor',
  ])('is nothing but what the table names: %s', async (path) => {
    const { url } = await startService();
    // Libraries would put such addresses right.
    const socket = connected({ url });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const [answer] = parseAnswers(await untilEnd(socket));
    expect(answer).toMatchObject({
      status: 404,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
    expect(JSON.parse(answer?.body ?? '')).toBe(`There is nothing at ${path}; see /v1 and /graphql`);
  });

  it('cannot be changed', async () => {
    const { url } = await startService();
    await request(url).put(ADDRESS).expect(404);
    await request(url).post(ADDRESS).expect(404);
  });

  it('is served under no name but those that are allowed, and to no page of elsewhere', async () => {
    const { url } = await startService();
    await request(url).get(ADDRESS).set('Host', 'rebound.example').expect(403);
    await request(url).get(ADDRESS).set('Origin', 'https://elsewhere.example').expect(403);
  });

  it('needs no token', async () => {
    const { url } = await startService(byTokens(tokensFile({ name: 'ci' }).path));
    await request(url).get(ADDRESS).expect(200);
  });
});
