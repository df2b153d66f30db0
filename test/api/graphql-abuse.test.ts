import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import request from 'supertest';
import { graphql } from '../support/doors.js';
import { runningInstances } from '../support/instances.js';
import { type Service, startService } from '../support/service.js';

const many = (count: number, part: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');

function messages({ errors }: { errors?: { message: string }[] }): string[] {
  return (errors ?? []).map(({ message }) => message);
}

/** What scanners of GraphQL services call a finding. */
describe('GraphQL refuses', () => {
  it.each<[string, string, string]>([
    [
      'a hundred and one aliases',
      `{ ${many(101, (n) => `alias${n}: __typename`)} }`,
      'expected at most 100 root fields in a query, got 101',
    ],
    [
      'a field five hundred times',
      `{ ${many(500, () => '__typename')} }`,
      'expected at most 100 root fields in a query, got 500',
    ],
    [
      'aliases in fragments that spread each other',
      `{ ...A ...A } fragment A on Query { ${many(51, (n) => `a${n}: __typename`)} }`,
      'expected at most 100 root fields in a query, got 102',
    ],
    [
      'types of fields of types without end',
      `{ __schema { types { ${many(4, () => 'fields { type {')} name ${many(4, () => '} }')} } } }`,
      'Maximum introspection depth exceeded',
    ],
    [
      'selections nested deeper than 20',
      `{ ${many(20, () => '... {')} __typename ${many(20, () => '}')} }`,
      'expected selections nested at most 20 deep, got 21',
    ],
    [
      'fragments nested deeper than 20',
      `{ ...F0 } ${many(20, (n) => `fragment F${n} on Query { ...F${n + 1} }`)} fragment F20 on Query { __typename }`,
      'expected selections nested at most 20 deep, got 22',
    ],
    [
      'more than ten thousand selections by fragments of fragments',
      `{ __schema { ...F0 } } ${many(4, (n) => `fragment F${n} on __Schema { ${many(10, () => `...F${n + 1}`)} }`)} fragment F4 on __Schema { description }`,
      'expected at most 10000 selections, those of a fragment counted each time it is spread',
    ],
    [
      'a field by one name fifteen hundred times',
      `{ __schema { ${many(1500, () => 'description')} } }`,
      'expected fewer selections that have to be compared with each other: those of one name, and those of fragments that are spread side by side',
    ],
    [
      'fragments in a circle',
      '{ __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }',
      'Cannot spread fragment "A" within itself via "B".',
    ],
    [
      'a thousand aliases of a field of a thousand instances',
      `{ instances(first: 1000) { nodes { ${many(1000, (n) => `a${n}: state`)} } } }`,
      'expected an answer of at most 100000 values, got up to 1002000; select fewer fields, or ask for fewer at once',
    ],
    [
      'thousands of errors, each of which would count thousands of lines',
      `{ ${'\n'.repeat(4990)} instances(first: 1000) { nodes { ${many(9, (n) => `s${n}: status { system }`)} } } }`,
      'expected an answer of at most 100000 values, got up to 1991000; select fewer fields, or ask for fewer at once',
    ],
    [
      'brackets that would overflow the stack of a parser',
      `{ instance(id: ${'['.repeat(4000)}`,
      'expected brackets of a document nested at most 50 deep',
    ],
  ])('%s', async (_what, query, message) => {
    const body = await graphql(await startService(), query);
    expect(messages(body)).toEqual([message]);
    expect(body.data).toBeUndefined();
  });

  it('a batch', async () => {
    const { url } = await startService();
    const batch = Array(11).fill({ query: '{ __typename }' });
    const { body } = await request(url).post('/graphql').send(batch).expect(400);
    expect(messages(body)).toEqual(['Operation batching disabled.']);
  });

  it('directives by the hundred, with no more than a few errors', async () => {
    const body = await graphql(await startService(), `{ __typename ${'@aa'.repeat(10)} }`);
    expect(messages(body)).toEqual([
      ...Array(5).fill('Unknown directive "@aa".'),
      'Too many validation errors, error limit reached. Validation aborted.',
    ]);
  });

  it.each(['mutation { __typename }', 'mutation { startInstances(ids: ["i-00000001"]) { results { id } } }'])(
    'a mutation by GET: %s',
    async (query) => {
      const { url } = await startService();
      const get = () => request(url).get('/graphql').query({ query });
      expect((await get().expect(400)).body.data).toBeUndefined();
      const preflighted = await get().set('Apollo-Require-Preflight', 'true').expect(405);
      expect(preflighted.body.data).toBeUndefined();
    },
  );

  it.each<[string, (service: Service) => request.Test]>([
    [
      'in the form',
      ({ url }) => request(url).post('/graphql').type('form').send({ query: '{ __typename }' }),
    ],
    ['in the address', ({ url }) => request(url).post('/graphql').query({ query: '{ __typename }' })],
    ['as text', ({ url }) => request(url).post('/graphql').type('text').send('{"query":"{ __typename }"}')],
  ])('a POST that a page of elsewhere can send, %s', async (_how, send) => {
    const { body } = await send(await startService()).expect(400);
    expect(body.data).toBeUndefined();
    expect(messages(body)).toHaveLength(1);
  });

  it.each(['qwerty cop { abc }', '{ __typename }', '{ nothing }', 'query ($a: Int!) { __typename }'])(
    'to tell how it works: %s',
    async (query) => {
      const { url } = await startService();
      const { text } = await request(url).post('/graphql').set('Apollo-Tracing', '1').send({ query });
      expect(text).not.toMatch(/stacktrace|exception|tracing|node_modules|at .*\.js/i);
    },
  );
});

describe('GraphQL answers soon and briefly', () => {
  it('where thousands of values of a variable are wrong', async () => {
    const service = await startService();
    const query =
      'query ($states: [InstanceState!]) { instances(filter: { states: $states }) { nodes { id } } }';
    const body = await graphql(service, query, { states: Array(15_000).fill('x') });
    expect(body.errors).toHaveLength(6);
    const more = await graphql(service, query, { states: Array(100_000).fill('x') });
    expect(messages(more)).toEqual(['expected at most 20000 values in the variables']);
  });

  it('where a value that is sent back is long', async () => {
    const query = `query ($id: ID!) { ${many(100, (n) => `a${n}: instance(id: $id) { id }`)} }`;
    const { errors } = await graphql(await startService(), query, { id: 'x'.repeat(500_000) });
    expect(errors).toHaveLength(100);
    expect(errors[0].message).toMatch(/^The instance ID 'x{900,}…$/);
    expect(errors[0].message.length).toBeLessThan(1100);
  });

  it('where the same long id is asked for many times', async () => {
    const query = `mutation ($id: ID!) { startInstances(ids: [${many(1000, () => '$id')}]) { results { id } } }`;
    const body = await graphql(await startService(), query, { id: 'x'.repeat(500_000) });
    expect(messages(body)).toEqual(['ids: expected ids of at most 255 characters, got one of 500000']);
  });

  it('where variables that nobody has declared nest without end, also when the query is frequent', async () => {
    const service = await startService();
    await runningInstances(service, 3, { userData: 'x'.repeat(8192) });
    const query = 'query ($first: Int!) { instances(first: $first) { nodes { id userData } } }';
    for (let times = 1; times <= 5; times++) await graphql(service, query, { first: 3 });
    const variables = `{"first":3,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const { text } = await request(service.url)
      .post('/graphql')
      .type('json')
      .send(`{"query":${JSON.stringify(query)},"variables":${variables}}`)
      .expect(400);
    expect(messages(JSON.parse(text))).toEqual(['expected variables nested at most 50 deep']);
    expect(service.logged.filter(({ msg }) => msg === 'internal error')).toEqual([]);
  });
});

describe('GraphQL still answers', () => {
  // A finding to graphql-cop, which stays by choice: whoever asks may read the schema too.
  it('with the name that was meant', async () => {
    const body = await graphql(await startService(), '{ __schema { directive } }');
    expect(messages(body)).toEqual([
      'Cannot query field "directive" on type "__Schema". Did you mean "directives"?',
    ]);
  });

  it('what clients ask of the schema', async () => {
    const query = getIntrospectionQuery({
      inputValueDeprecation: true,
      oneOf: true,
      schemaDescription: true,
    });
    const { data, errors } = await graphql(await startService(), query);
    expect(errors).toBeUndefined();
    expect(data.__schema.types.length).toBeGreaterThan(20);
  });

  it('a thousand ids in the document itself', async () => {
    const ids = many(1000, (n) => `"i-${n.toString(16).padStart(17, '0')}"`);
    const body = await graphql(
      await startService(),
      `mutation { startInstances(ids: [${ids}]) { results { id } } }`,
    );
    expect(body.data.startInstances.results).toHaveLength(1000);
  });

  it('a hundred root fields', async () => {
    const { data } = await graphql(await startService(), `{ ${many(100, (n) => `a${n}: __typename`)} }`);
    expect(Object.keys(data)).toHaveLength(100);
  });
});
