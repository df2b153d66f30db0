import { describe, expect, it } from '@jest/globals';
import type { GraphQLObjectType } from 'graphql';
import request from 'supertest';
import { SCOPES, type Scope } from '../../src/auth/caller.js';
import { createSchema } from '../../src/graphql/schema.js';
import { ROUTES } from '../../src/rest/routes.js';
import { anId } from '../support/builders.js';
import { type Service, startService } from '../support/service.js';
import { bearer, byTokens, tokensFile } from '../support/tokens.js';
import { aClient } from '../support/web-socket.js';

const ID = anId();
const LAUNCH = 'imageId: "ami-12c6146b", instanceType: "t3.micro"';

/** Every root field, with the scope that it needs; where nothing more is selected than every caller of a change may see. */
const FIELDS: Readonly<Record<string, readonly [Scope, string]>> = {
  instance: ['instances:read', `instance(id: "${ID}") { id }`],
  instances: ['instances:read', 'instances { nodes { id } }'],
  instanceInState: ['instances:read', `instanceInState(id: "${ID}", state: RUNNING) { id }`],
  instanceStateChanged: ['instances:read', `instanceStateChanged(ids: ["${ID}"]) { id }`],
  launchInstances: ['instances:launch', `launchInstances(input: { ${LAUNCH} }) { instances { id state } }`],
  startInstances: ['instances:operate', `startInstances(ids: ["${ID}"]) { results { id } }`],
  stopInstances: ['instances:operate', `stopInstances(ids: ["${ID}"]) { results { id } }`],
  rebootInstances: ['instances:operate', `rebootInstances(ids: ["${ID}"]) { results { id } }`],
  terminateInstances: ['instances:terminate', `terminateInstances(ids: ["${ID}"]) { results { id } }`],
  modifyInstanceAttribute: [
    'instances:modify',
    `modifyInstanceAttribute(id: "${ID}", attribute: "ebsOptimized", value: "true") { id }`,
  ],
};

/** Every route, with its scope and its parameters; the list of the routes needs none. */
const PATHS: Readonly<Record<string, readonly [Scope | undefined, string, object?]>> = {
  'get /': [undefined, '/v1'],
  'put /launch': ['instances:launch', '/v1/launch', { ami: 'ami-12c6146b', instance_type: 't3.micro' }],
  'put /:id/start': ['instances:operate', `/v1/${ID}/start`],
  'put /:id/stop': ['instances:operate', `/v1/${ID}/stop`],
  'put /:id/terminate': ['instances:terminate', `/v1/${ID}/terminate`],
  'put /:id/reboot': ['instances:operate', `/v1/${ID}/reboot`],
  'put /:id/modify': ['instances:modify', `/v1/${ID}/modify`, { attribute: 'ebsOptimized', value: 'true' }],
  'get /:id/attributes': ['instances:read', `/v1/${ID}/attributes`],
  'get /:id/attributes/:field': ['instances:read', `/v1/${ID}/attributes/state`],
  'get /:id/wait': ['instances:read', `/v1/${ID}/wait?state=running`],
};

async function guarded() {
  const ofScopes = SCOPES.map((scope) => ({ name: scope.replace(':', '-'), scopes: [scope] }));
  const { path, tokens } = tokensFile({ name: 'expired', expires: '2026-11-23T07:31:04Z' }, ...ofScopes);
  const service = await startService(byTokens(path));
  const [expired, ...ofEach] = tokens;
  const credentials: (readonly [string, string | undefined])[] = [
    ['no token', undefined],
    ['a wrong token', `lp_${'x'.repeat(43)}`],
    ['an expired token', expired],
    ...SCOPES.map((scope, n) => [scope, ofEach[n]] as const),
  ];
  return { service, credentials };
}

/** What each of the credentials is to hear. */
function expected(needed: Scope | undefined, letIn = 'let in') {
  const unauthenticated = ['no token', 'a wrong token', 'an expired token'].map((who) => [
    who,
    'unauthenticated',
  ]);
  const byScope = SCOPES.map((scope) => [
    scope,
    needed === undefined || scope === needed ? letIn : `forbidden without ${needed}`,
  ]);
  return Object.fromEntries([...unauthenticated, ...byScope]);
}

/** Asks with each of the credentials. */
async function heardBy(ask: (service: Service, token: string | undefined) => Promise<string>) {
  const { service, credentials } = await guarded();
  const heard: Record<string, string> = {};
  for (const [who, token] of credentials) heard[who] = await ask(service, token);
  return { heard, service };
}

const authorized = (token: string | undefined) =>
  token === undefined ? {} : { Authorization: bearer(token) };

function forbidden(message: string): string {
  return `forbidden without ${/needs the scope (\S+),/.exec(message)?.[1]}`;
}

interface GraphQLAnswer {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly extensions: { readonly ec2: { readonly calls: object } };
}

const NO_CALLS = { ec2: { calls: {} } };
const ELSEWHERE = 'over WebSocket alone';

function heardFrom({ errors: [error] = [], extensions }: GraphQLAnswer): string {
  if (error?.message.includes('subscriptions are answered over WebSocket')) return ELSEWHERE;
  if (error?.extensions.code !== 'FORBIDDEN') return 'let in';
  expect(extensions.ec2.calls).toEqual({});
  return forbidden(error.message);
}

describe('Every route', () => {
  it('is tried here', () => {
    const routes = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(PATHS).sort()).toEqual([...routes, 'get /'].sort());
  });

  it.each(Object.entries(PATHS))(
    'lets in who has its scope, and nobody else: %s',
    async (route, [scope, path, body]) => {
      const method = route.startsWith('put') ? 'put' : 'get';
      const { heard, service } = await heardBy(async ({ url }, token) => {
        const answer = await request(url)[method](path).set(authorized(token)).send(body);
        if (answer.status === 401) {
          expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="launch-provision"/);
          return 'unauthenticated';
        }
        if (answer.status !== 403) return 'let in';
        expect(answer.headers['x-ec2-calls']).toBeUndefined();
        return forbidden(answer.body);
      });
      expect(heard).toEqual(expected(scope));
      expect(service.audited.filter(({ audit }) => audit === 'refused')).toHaveLength(scope ? 7 : 3);
    },
  );
});

describe('Every root field', () => {
  const schema = createSchema();
  const roots = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ] as GraphQLObjectType[];

  it('is tried here', () => {
    const fields = roots.flatMap((type) => Object.keys(type.getFields()));
    expect(Object.keys(FIELDS).sort()).toEqual(fields.sort());
  });

  const kindOf = (name: string) => {
    const root = roots.find((type) => name in type.getFields());
    return root?.name.toLowerCase();
  };
  const documents = Object.entries(FIELDS).map(
    ([name, [scope, field]]) => [name, scope, `${kindOf(name)} { ${field} }`] as const,
  );

  it.each(documents)(
    'lets in who has its scope, and nobody else, by POST: %s',
    async (name, scope, query) => {
      const { heard } = await heardBy(async ({ url }, token) => {
        const { status, body } = await request(url).post('/graphql').set(authorized(token)).send({ query });
        return status === 401 ? 'unauthenticated' : heardFrom(body);
      });
      expect(heard).toEqual(
        kindOf(name) === 'subscription' ? expected(undefined, ELSEWHERE) : expected(scope),
      );
    },
  );

  it.each(documents)('lets in who has its scope, and nobody else, by GET: %s', async (name, scope, query) => {
    const { heard } = await heardBy(async ({ url }, token) => {
      const { status, body } = await request(url)
        .get('/graphql')
        .set({ ...authorized(token), 'Apollo-Require-Preflight': '1' })
        .query({ query });
      if (status === 401) return 'unauthenticated';
      return status === 405 ? 'not by GET' : heardFrom(body);
    });
    expect(heard).toEqual(kindOf(name) === 'query' ? expected(scope) : expected(undefined, 'not by GET'));
  });

  it.each(documents)(
    'lets in who has its scope, and nobody else, over a WebSocket: %s',
    async (_name, scope, query) => {
      const { heard } = await heardBy(async (service, token) => {
        const { ask } = aClient(service, { params: authorized(token) });
        const refused = (errors: unknown) =>
          Array.isArray(errors) ? { errors, extensions: NO_CALLS } : errors;
        const answer = await ask(query).catch(refused);
        return answer.code === 4401 ? 'unauthenticated' : heardFrom(answer);
      });
      expect(heard).toEqual(expected(scope));
    },
  );
});

describe('A caller who may change instances but not read them', () => {
  const LAUNCHER = { name: 'launcher', scopes: ['instances:launch', 'instances:operate'] } as const;

  async function ask(query: string, variables: object = {}) {
    const { path, tokens } = tokensFile(LAUNCHER);
    const service = await startService(byTokens(path));
    const { body } = await request(service.url)
      .post('/graphql')
      .set(authorized(tokens[0]))
      .send({ query, variables });
    return body as GraphQLAnswer & { data: Readonly<Record<string, unknown>> };
  }

  const SELECTIONS = [
    ['a field', 'instances { placement }', ''],
    ['an alias of a field', 'instances { id: placement }', ''],
    ['an alias that every object has', 'instances { constructor: tags { key } }', ''],
    ['a field below such an alias', 'toString: instances { placement }', ''],
    ['an alias of two underscores', 'instances { __proto__: placement }', ''],
    ['a fragment', 'instances { ...F }', 'fragment F on Instance { stateCode }'],
    [
      'fragments in each other',
      '...P',
      'fragment P on LaunchInstancesPayload { instances { ...F } } fragment F on Instance { id tags { key } }',
    ],
    [
      'a fragment of such a name',
      'instances { ...constructor }',
      'fragment constructor on Instance { placement }',
    ],
    [
      'a fragment that is spread twice, the first time left out',
      'instances { ...F @skip(if: $yes) ...F }',
      'fragment F on Instance { placement }',
    ],
    ['an inline fragment', 'instances { ... on Instance { ... { privateIpAddress } } }', ''],
    ['a field that is included by a variable', 'instances { id placement @include(if: $yes) }', ''],
  ] as const;

  it.each(SELECTIONS)(
    'launches nothing where the result would tell more of an instance, in %s',
    async (_what, selection, fragments) => {
      const field = `launchInstances(input: { ${LAUNCH} }) { ${selection} }`;
      const { data, errors, extensions } = await ask(
        `mutation ($yes: Boolean = true) { ${field} __typename @skip(if: $yes) } ${fragments}`,
      );
      expect(data).toEqual({ launchInstances: null });
      expect(errors?.map(({ message }) => message)).toEqual([
        'launchInstances needs the scope instances:read, which launcher has not',
      ]);
      expect(extensions.ec2.calls).toEqual({});
    },
  );

  it('is told the id and the state', async () => {
    const { data } = await ask(
      `mutation ($no: Boolean!) { launchInstances(input: { ${LAUNCH} }) { instances { __typename id state tags @include(if: $no) { key } } } }`,
      { no: false },
    );
    expect(data).toEqual({
      launchInstances: { instances: [{ __typename: 'Instance', id: expect.any(String), state: 'PENDING' }] },
    });
  });

  it('keeps what the fields beside a refused one have done, in their order', async () => {
    const launch = `launchInstances(input: { ${LAUNCH} })`;
    const { data, errors, extensions } = await ask(
      `mutation { a: ${launch} { instanceIds } b: ${launch} { instances { placement } } c: terminateInstances(ids: ["${ID}"]) { results { id } } d: ${launch} { instanceIds } }`,
    );
    expect(data).toEqual({
      a: { instanceIds: [expect.any(String)] },
      b: null,
      c: null,
      d: { instanceIds: [expect.any(String)] },
    });
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(extensions.ec2.calls).toEqual({ RunInstances: 2 });
  });

  it('learns nothing through an alias, a fragment or __type', async () => {
    const { data, errors } = await ask(
      `{ a: instances { nodes { id } } ...Q __type(name: "Instance") { name } } fragment Q on Query { instance(id: "${ID}") { id } }`,
    );
    expect(data).toBeNull();
    expect(new Set(errors?.map(({ extensions: { code } }) => code))).toEqual(new Set(['FORBIDDEN']));
  });
});

describe('What needs no token', () => {
  it('is the page that asks for one, and the probes', async () => {
    const { service } = await guarded();
    const page = await request(service.url).get('/graphql').set('Accept', 'text/html').expect(200);
    expect(page.type).toBe('text/html');
    for (const path of ['/livez', '/readyz', '/metrics']) await request(service.url).get(path).expect(200);
  });

  it.each([
    'text/html',
    'text/html;q=0.1, application/json;q=0',
    'multipart/mixed, text/html',
    '*/*;q=0.1, text/html',
  ])('is nothing of an operation, whatever the client says it takes: %s', async (accept) => {
    const { service } = await guarded();
    const answer = await request(service.url)
      .get('/graphql')
      .set({ Accept: accept, 'Apollo-Require-Preflight': '1' })
      .query({ query: '{ instances { nodes { id } } __typename }' });
    expect(answer.body.data).toBeUndefined();
    expect(answer.text).not.toContain('"Query"');
  });

  it.each([
    'application/graphql-response+json; charset=utf-8, text/html;q=0.9',
    'application/json;charset=utf-8, text/html;q=0.9',
    'multipart/mixed; deferSpec=20220824, text/html;q=0.5',
    'multipart/mixed; incrementalSpec=v0.2, text/html;q=0.5',
  ])('is no operation for clients that take a page as well: %s', async (accept) => {
    const { service } = await guarded();
    await request(service.url)
      .get('/graphql')
      .set({ Accept: accept, 'Apollo-Require-Preflight': '1' })
      .query({ query: '{ __typename }' })
      .expect(401);
  });
});
