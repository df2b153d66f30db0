import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expressMiddleware } from '@as-integrations/express5';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express, { type Express } from 'express';
import request from 'supertest';
import { compiledQueries } from '../../../src/graphql/compiled.js';
import { createSchema } from '../../../src/graphql/schema.js';
import { createGraphQLServer } from '../../../src/graphql/server.js';
import { readJson } from '../../../src/http/body.js';
import { answerErrors } from '../../../src/http/errors.js';
import { serveGraphQL } from '../../../src/http/graphql.js';
import { createHttpServer } from '../../../src/http/server.js';
import { anId } from '../../support/builders.js';
import { aRequest } from '../../support/ten-instances.js';

const schema = createSchema();
const graphql = createGraphQLServer(
  schema,
  compiledQueries(schema, () => {}),
  () => {},
);

await graphql.server.start();
afterAll(() => graphql.server.stop());

function anApp(): Express {
  return express().disable('x-powered-by').disable('etag');
}

/** As it is served. */
const own = anApp();
own.all(
  '/graphql',
  readJson,
  serveGraphQL(graphql, () => aRequest().context),
);
own.use(answerErrors(() => {}));

/** What EC2 is asked for each context that is made. */
const asked: unknown[][] = [];
const recorded = anApp();
recorded.all(
  '/graphql',
  readJson,
  serveGraphQL(graphql, () => {
    const made = aRequest();
    asked.push(made.asked);
    return made.context;
  }),
);

/** As Apollo's own integration with Express serves it. */
const apollos = anApp();
apollos.all(
  '/graphql',
  express.json({ limit: '1mb' }),
  expressMiddleware(graphql.server, { context: async () => aRequest().context }),
);
apollos.use(answerErrors(() => {}));

interface Sent {
  readonly method?: 'get' | 'post' | 'put' | 'head' | 'options' | 'delete';
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What differs with time, and what protects the page: security.test.ts has that. */
const NOT_COMPARED = new Set([
  'date',
  'connection',
  'keep-alive',
  'content-security-policy',
  'cross-origin-resource-policy',
  'x-content-type-options',
]);

async function send(
  app: Parameters<typeof request>[0],
  { method = 'post', path = '/graphql', headers, body }: Sent,
) {
  const sent = request(app)
    [method](path)
    .set({ ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers })
    .serialize((content) => content)
    .send(body);
  const { status, text, headers: answered } = await sent;
  const others = Object.entries(answered).filter(([name]) => !NOT_COMPARED.has(name));
  // A page is given a nonce of its own each time.
  return {
    status,
    text: text?.replaceAll(/\b[0-9a-f]{64}\b/g, 'nonce'),
    headers: Object.fromEntries(others),
  };
}

/** The answer to a path that clients would put in another form first. */
async function getAsItStands(app: Express, path: string): Promise<string> {
  const server = createHttpServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = get({ port, host: '127.0.0.1', path, headers: { 'Apollo-Require-Preflight': 'a' } });
  const [response] = await once(asked, 'response');
  const answer = `${response.statusCode} ${await text(response)}`;
  server.close();
  return answer;
}

const QUERY = 'query One($id: ID!) { instance(id: $id) { id state launchTime } }';
const VARIABLES = { id: anId(1) };
const BODY = JSON.stringify({ query: QUERY, variables: VARIABLES });
const SEARCH = `?query=${encodeURIComponent('{ instances { nodes { id } } }')}`;
const MUTATION = 'mutation { startInstances(ids: ["i-nonsense"]) { results { id error { code } } } }';

const withBody = (body: object): Sent => ({ body: JSON.stringify(body) });
const withHeaders = (headers: Readonly<Record<string, string>>): Sent => ({ headers, body: BODY });

describe('GraphQL over HTTP', () => {
  beforeAll(async () => {
    for (let times = 0; times < 3; times++) await send(own, { body: BODY });
  });

  it('is answered without Apollo where a query is frequent', async () => {
    expect(await graphql.answerFrequent(JSON.parse(BODY), () => aRequest().context)).toBeDefined();
  });

  it('asks EC2 once where Apollo has to tell what a frequent query finds amiss', async () => {
    asked.length = 0;
    const { text } = await send(recorded, withBody({ query: QUERY, variables: { id: anId(11) } }));
    expect(text).toContain('INSTANCE_NOT_FOUND');
    expect(asked).toEqual([[['instances', [anId(11)]]]]);
  });

  it.each<[string, Sent]>([
    ['a frequent query', { body: BODY }],
    ['one that finds an error', withBody({ query: QUERY, variables: { id: anId(11) } })],
    ['one with a wrong variable', withBody({ query: QUERY, variables: { id: [] } })],
    ['one without its variables', withBody({ query: QUERY })],
    ['one with null for variables', withBody({ query: QUERY, variables: null })],
    ['one with text for variables', withBody({ query: QUERY, variables: '{}' })],
    ['one with its name', withBody({ query: QUERY, variables: VARIABLES, operationName: 'One' })],
    ['one with another name', withBody({ query: QUERY, variables: VARIABLES, operationName: 'Two' })],
    ['one with an empty name', withBody({ query: QUERY, variables: VARIABLES, operationName: '' })],
    ['one with a name that is no text', withBody({ query: QUERY, variables: VARIABLES, operationName: 1 })],
    ['one with a parameter too many', withBody({ query: QUERY, variables: VARIABLES, other: 1 })],
    ['one with extensions', withBody({ query: QUERY, variables: VARIABLES, extensions: {} })],
    [
      'one with a prototype',
      {
        body: `{"__proto__":{"query":1},"query":${JSON.stringify(QUERY)},"variables":{"id":"${anId(1)}","__proto__":{}}}`,
      },
    ],
    ['one given by a prototype alone', { body: `{"__proto__":${BODY}}` }],
    ['a batch', { body: `[${BODY}]` }],
    ['an empty batch', { body: '[]' }],
    ['an empty object', { body: '{}' }],
    ['an empty body', { body: '' }],
    ['no body', {}],
    ['malformed JSON', { body: '{"query":' }],
    ['JSON that is a text', { body: '"query"' }],
    ['a syntax error', withBody({ query: '{ instance' })],
    ['an unknown field', withBody({ query: '{ nothing }' })],
    ['a query that is no text', withBody({ query: {} })],
    ['too large a body', withBody({ query: `{ a } #${'x'.repeat(1024 * 1024)}` })],
    ['a mutation', withBody({ query: MUTATION })],
    ['a subscription', withBody({ query: 'subscription { a }' })],
    ['every type accepted', withHeaders({ Accept: '*/*' })],
    ['JSON accepted', withHeaders({ Accept: 'application/json' })],
    ['JSON of a charset accepted', withHeaders({ Accept: 'application/json; charset=utf-8' })],
    ['the response type accepted', withHeaders({ Accept: 'application/graphql-response+json' })],
    ['either accepted', withHeaders({ Accept: 'application/graphql-response+json, application/json;q=0.9' })],
    ['HTML accepted', withHeaders({ Accept: 'text/html' })],
    ['a picture accepted', withHeaders({ Accept: 'image/png' })],
    ['nothing acceptable', withHeaders({ Accept: '' })],
    ['a charset', withHeaders({ 'Content-Type': 'application/json; charset=UTF-8' })],
    [
      'another charset',
      { headers: { 'Content-Type': 'application/json; charset=utf-16' }, body: Buffer.from(BODY, 'utf16le') },
    ],
    ['an unknown charset', withHeaders({ 'Content-Type': 'application/json; charset=latin9' })],
    ['the type of a plain text', withHeaders({ 'Content-Type': 'text/plain' })],
    ['the type of a form', withHeaders({ 'Content-Type': 'application/x-www-form-urlencoded' })],
    ['the type of a query', { headers: { 'Content-Type': 'application/graphql' }, body: '{ a }' }],
    ['the response type as its own', withHeaders({ 'Content-Type': 'application/graphql-response+json' })],
    ['a malformed type', withHeaders({ 'Content-Type': 'json' })],
    ['a compressed body', { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(BODY) }],
    ['a body that is not compressed as told', withHeaders({ 'Content-Encoding': 'gzip' })],
    ['an unknown encoding', withHeaders({ 'Content-Encoding': 'zip' })],
    ['GET', { method: 'get', path: `/graphql${SEARCH}` }],
    [
      'GET that a page cannot send unasked',
      { method: 'get', path: `/graphql${SEARCH}`, headers: { 'Apollo-Require-Preflight': 'a' } },
    ],
    [
      'GET of JSON',
      { method: 'get', path: `/graphql${SEARCH}`, headers: { 'Content-Type': 'application/json' } },
    ],
    [
      'GET of a mutation',
      {
        method: 'get',
        path: `/graphql?query=${encodeURIComponent(MUTATION)}`,
        headers: { 'Apollo-Require-Preflight': 'a' },
      },
    ],
    [
      'GET of wrong variables',
      { method: 'get', path: `/graphql${SEARCH}&variables=x`, headers: { 'Apollo-Require-Preflight': 'a' } },
    ],
    ['GET of a page', { method: 'get', headers: { Accept: 'text/html,*/*;q=0.8' } }],
    ['GET of nothing', { method: 'get', headers: { 'Apollo-Require-Preflight': 'a' } }],
    ['a query in the path of a POST', { path: `/graphql${SEARCH}`, body: BODY }],
    ['HEAD', { method: 'head', path: `/graphql${SEARCH}`, headers: { 'Apollo-Require-Preflight': 'a' } }],
    ['OPTIONS', { method: 'options' }],
    ['PUT', { method: 'put', body: BODY }],
    ['DELETE', { method: 'delete' }],
  ])('is answered as by Apollo’s integration with Express: %s', async (_what, sent) => {
    expect(await send(createHttpServer(own), sent)).toEqual(await send(apollos, sent));
  });

  it.each(['/graphql#a', `/graphql${SEARCH}#a`, `/graphql#a${SEARCH}`, `/graphql${SEARCH}%23a`])(
    'is answered as by Apollo’s integration with Express: GET of %s',
    async (path) => {
      expect(await getAsItStands(own, path)).toEqual(await getAsItStands(apollos, path));
    },
  );
});
