import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { FIRST_DOCUMENT, FIRST_VARIABLES } from '../../src/graphql/first-document.js';
import { startService } from '../support/service.js';
import { byTokens, tokensFile } from '../support/tokens.js';

/** As Chromium asks for a page. */
const AS_BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

describe('The explorer', () => {
  it('opens with a document that launches and finds what it has launched', async () => {
    const { url } = await startService({ SIMULATOR_TRANSITION_MS: '0' });
    const variables = JSON.parse(FIRST_VARIABLES);
    const run = async (operationName: string) => {
      const asked = { query: FIRST_DOCUMENT, variables, operationName };
      const { body } = await request(url).post('/graphql').send(asked).expect(200);
      expect(body.errors).toBeUndefined();
      return body.data;
    };
    const [{ id }] = (await run('Launch')).launchInstances.instances;
    expect((await run('Look')).instances.nodes).toMatchObject([{ id, state: 'RUNNING' }]);
  });

  it.each(['/graphql', '/graphql/', '/graphql?query={__typename}', '/graphiql'])(
    'is shown to browsers at %s, and asked for anew each time',
    async (path) => {
      const { url } = await startService();
      const { text, headers } = await request(url).get(path).set('Accept', AS_BROWSER).expect(200);
      expect(text).toMatch(/^<!doctype html>/);
      expect(text).toContain('launchInstances');
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-length': String(Buffer.byteLength(text)),
        'cache-control': 'no-cache',
      });
    },
  );

  it('takes the place of answers for nobody but browsers', async () => {
    const { url } = await startService();
    const ask = (accept: string) =>
      request(url)
        .get('/graphql?query={__typename}')
        .set({ Accept: accept, 'Apollo-Require-Preflight': 'true' })
        .expect(200);
    for (const accept of ['application/json', '*/*', 'application/graphql-response+json, text/html;q=0.9']) {
      expect((await ask(accept)).body).toMatchObject({ data: { __typename: 'Query' } });
    }
    expect((await ask(AS_BROWSER)).headers.vary).toBe('Accept');
  });

  it.each(['/graphql', '/graphiql'])('is told by HEAD too: %s', async (path) => {
    const { url } = await startService();
    const told = await request(url).head(path).set('Accept', AS_BROWSER).expect(200);
    const brought = await request(url).get(path).set('Accept', AS_BROWSER).expect(200);
    expect(told.headers['content-length']).toBe(brought.headers['content-length']);
    expect(told.headers['content-security-policy']).toBe(brought.headers['content-security-policy']);
  });

  it('names no other host where it is GraphiQL', async () => {
    const { url } = await startService();
    const { text } = await request(url).get('/graphiql').expect(200);
    expect(text).not.toMatch(/https?:\/\//);
  });

  it('is shown without a token, and only under an allowed name', async () => {
    const { url } = await startService(byTokens(tokensFile({ name: 'ci' }).path));
    for (const path of ['/graphql', '/graphiql']) {
      const ask = () => request(url).get(path).set('Accept', AS_BROWSER);
      await ask().expect(200);
      await ask().set('Host', 'rebound.example').expect(403);
    }
  });

  it('has an icon, where browsers look for one', async () => {
    const { url } = await startService();
    const { headers } = await request(url).get('/favicon.ico').redirects(1).expect(200);
    expect(headers['content-type']).toBe('image/svg+xml');
  });
});
