import { HeaderMap } from '@apollo/server';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../src/auth/caller.js';
import { compiledQueries } from '../../../src/graphql/compiled.js';
import { createSchema } from '../../../src/graphql/schema.js';
import { createGraphQLServer } from '../../../src/graphql/server.js';
import { aContext, anEc2, anId, anInstance, ids } from '../../support/builders.js';
import { generatedQueries } from '../../support/queries.js';
import { aRequest } from '../../support/ten-instances.js';

const schema = createSchema();
const { server, answerFrequent } = createGraphQLServer(
  schema,
  compiledQueries(schema, () => {}),
  () => {},
);

beforeAll(() => server.start());
afterAll(() => server.stop());

/** What Apollo answers to a POST of this body. */
async function byApollo(body: object): Promise<string> {
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body,
    },
    context: async () => aRequest().context,
  });
  return answer.body.kind === 'complete' ? answer.body.string : '';
}

function answer(body: object): Promise<string | undefined> {
  return answerFrequent(body, () => aRequest().context);
}

async function makeFrequent(body: object): Promise<void> {
  for (let times = 1; times <= 3; times++) await byApollo(body);
}

const QUERY = 'query One($id: ID!) { instance(id: $id) { id state launchTime tags { key } } }';
const BODY = { query: QUERY, variables: { id: anId(1) } };

describe('a frequent query', () => {
  it('is not answered before Apollo has answered it thrice', async () => {
    const body = { query: '{ instances { nodes { region } } }' };
    for (let times = 1; times <= 3; times++) {
      expect(await answer(body)).toBeUndefined();
      await byApollo(body);
    }
    expect(await answer(body)).toBe(await byApollo(body));
  });

  it.each<[string, object]>([
    ['with its variables', BODY],
    ['with other variables', { query: QUERY, variables: { id: anId(2) } }],
    ['with its operation name', { ...BODY, operationName: 'One' }],
    ['with no operation name', { ...BODY, operationName: null }],
  ])('is answered as Apollo answers it: %s', async (_how, body) => {
    await makeFrequent(BODY);
    expect(await answer(body)).toBe(await byApollo(body));
  });

  it.each<[string, object]>([
    ['without its variables', { query: QUERY }],
    ['with wrong variables', { query: QUERY, variables: { id: {} } }],
    ['with variables that are no object', { query: QUERY, variables: [anId(1)] }],
    ['with an operation name that it has not', { ...BODY, operationName: 'Two' }],
    ['with extensions', { ...BODY, extensions: { persistedQuery: { version: 1 } } }],
    ['that finds an error', { query: QUERY, variables: { id: anId(11) } }],
    ['in a batch', [BODY]],
    ['as something else than text', { query: { kind: 'Document' } }],
  ])('is left to Apollo %s', async (_how, body) => {
    await makeFrequent(BODY);
    expect(await answer(body)).toBeUndefined();
  });

  it('is left to Apollo where its variables make it too complex', async () => {
    const query = 'query ($first: Int!) { instances(first: $first) { nodes { userData } } }';
    await makeFrequent({ query, variables: { first: 2 } });
    const [small, large] = [2, 100].map((first) => ({ query, variables: { first } }));
    expect(await answer(small as object)).toBe(await byApollo(small as object));
    expect(await answer(large as object)).toBeUndefined();
    expect(await byApollo(large as object)).toContain('expected a complexity of at most 1000, got 1010');
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'ask for too many values',
      { first: 1000 },
      'expected an answer of at most 100000 values, got up to 122000',
    ],
    ['hold what nobody declared, without end', { first: 2, x: Array(20_000).fill([]) }, ''],
  ])('is left to Apollo where its variables %s', async (_what, variables, refusal) => {
    const aliases = Array.from({ length: 120 }, (_, n) => `a${n}: state`).join(' ');
    const query = `query ($first: Int!) { instances(first: $first) { nodes { ${aliases} } } }`;
    await makeFrequent({ query, variables: { first: 2 } });
    expect(await answer({ query, variables: { first: 2 } })).toBeDefined();
    expect(await answer({ query, variables })).toBeUndefined();
    expect(await byApollo({ query, variables })).toContain(refusal);
  });

  it('is never a mutation', async () => {
    const body = { query: 'mutation { startInstances(ids: ["i-nonsense"]) { results { id } } }' };
    await makeFrequent(body);
    expect(await answer(body)).toBeUndefined();
  });

  it('is answered as Apollo answers it, whatever its shape', async () => {
    const queries = generatedQueries(schema, 200, 7).map(({ source, variables }) => ({
      query: source,
      variables,
    }));
    const differing: unknown[] = [];
    let answered = 0;
    for (const body of queries) {
      await makeFrequent(body);
      const own = await answer(body);
      if (own === undefined) continue;
      answered += 1;
      const apollo = await byApollo(body);
      if (own !== apollo) differing.push({ body, own, apollo });
    }
    expect(differing).toEqual([]);
    expect(answered).toBeGreaterThan(40);
  });
});

describe('a frequent query with a long answer', () => {
  const query = 'query List($first: Int!) { instances(first: $first) { nodes { id imageId launchTime } } }';
  const body = { query, variables: { first: 300 } };
  let lists = 0;
  const listing = (caller: string | Caller) => () => {
    const ec2 = anEc2({
      listInstances: async ({ maxResults }) => {
        lists += 1;
        return { instances: ids(maxResults).map((id) => anInstance({ id })), nextToken: undefined };
      },
    });
    return aContext(ec2, caller);
  };
  const ask = (caller: string | Caller = 'me', asked: object = body) =>
    answerFrequent(asked, listing(caller));

  beforeAll(async () => {
    for (let times = 1; times <= 3; times++) {
      await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap([['content-type', 'application/json']]),
          search: '',
          body,
        },
        context: async () => listing('me')(),
      });
    }
    // From its first long answer on.
    await ask();
  });

  it('is answered once where a caller asks it several times together', async () => {
    lists = 0;
    const [one, ...others] = await Promise.all([ask(), ask(), ask()]);
    expect(JSON.parse(String(one)).data.instances.nodes).toHaveLength(300);
    expect(others).toEqual([one, one]);
    expect(lists).toBe(1);
  });

  it.each([
    ['another caller', () => ask('another')],
    ['other variables', () => ask('me', { query, variables: { first: 299 } })],
  ])('is answered anew for %s', async (_, askOther) => {
    lists = 0;
    const [one, other] = await Promise.all([ask(), askOther()]);
    expect([one, other].every((text) => text && JSON.parse(text).data)).toBe(true);
    expect(lists).toBe(2);
  });

  it('is not given to a token of the same name that may not read', async () => {
    const launcher: Caller = { name: 'me', scopes: new Set(['instances:launch']) };
    const [one, refused] = await Promise.all([ask(), ask(launcher)]);
    expect(JSON.parse(String(one)).data.instances.nodes).toHaveLength(300);
    // Apollo has to tell him so.
    expect(refused).toBeUndefined();
  });

  it('is answered anew after its answer', async () => {
    lists = 0;
    await ask();
    await ask();
    expect(lists).toBe(2);
  });
});
