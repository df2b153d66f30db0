import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { openApiDocument } from '../../src/rest/openapi/document.js';
import { startService } from '../support/service.js';
import { byTokens, tokensFile } from '../support/tokens.js';

const PATH = '/v1/openapi.json';

describe('The OpenAPI document', () => {
  it('is served as JSON, and needs no token', async () => {
    const { url } = await startService(byTokens(tokensFile({ name: 'ci' }).path));
    const { body, headers } = await request(url).get(PATH).expect(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(openApiDocument(body.info.version))));
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String),
    });
    await request(url).get('/v1').expect(401);
  });

  it('has the version of the service, which the list of the routes tells with its address', async () => {
    const { url } = await startService();
    const { version, links } = (await request(url).get('/v1').expect(200)).body;
    expect(links).toEqual({ graphql: '/graphql', openapi: PATH, docs: '/docs' });
    expect((await request(url).get(links.openapi).expect(200)).body.info.version).toBe(version);
  });

  it('is not sent again to those who have it', async () => {
    const { url } = await startService();
    const ask = (etag: string) => request(url).get(PATH).set('If-None-Match', etag);
    const { etag = '' } = (await ask('"another"').expect(200)).headers;
    const { text, headers } = await ask(etag).expect(304);
    expect([text, headers.etag]).toEqual(['', etag]);
  });

  it('tells by HEAD what GET would bring', async () => {
    const { url } = await startService();
    const told = await request(url).head(PATH).expect(200);
    const brought = await request(url).get(PATH).expect(200);
    expect(told.headers).toMatchObject({
      etag: brought.headers.etag,
      'content-length': String(Buffer.byteLength(brought.text)),
    });
  });

  it.each(['put', 'post', 'delete'] as const)('is not served with another method: %s', async (method) => {
    const { url } = await startService();
    const { body, headers } = await request(url)[method](PATH).expect(405);
    expect(headers.allow).toBe('GET, HEAD');
    expect(body).toBe(`${method.toUpperCase()} is not served on this path, expected GET, HEAD`);
  });

  it('tells its methods to OPTIONS', async () => {
    const { url } = await startService();
    expect((await request(url).options(PATH).expect(204)).headers.allow).toBe('GET, HEAD');
  });

  it('is kept from pages of elsewhere, and shared with those of origins that are named', async () => {
    const { url } = await startService({ CORS_ORIGINS: 'https://docs.example' });
    await request(url).get(PATH).set('Origin', 'https://evil.example').expect(403);
    await request(url).get(PATH).set('Host', 'evil.example').expect(403);
    const { headers } = await request(url).get(PATH).set('Origin', 'https://docs.example').expect(200);
    expect(headers['access-control-allow-origin']).toBe('https://docs.example');
  });

  it('has nothing below it', async () => {
    const { url } = await startService();
    await request(url).get(`${PATH}/more`).expect(404);
  });
});
