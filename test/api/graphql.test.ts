import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { graphql } from '../support/doors.js';
import { runningInstance, runningInstances } from '../support/instances.js';
import { startService } from '../support/service.js';

const RESPONSE_TYPE = 'application/graphql-response+json';

describe('GraphQL over HTTP', () => {
  it('takes aliases that every object has a property of', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    const { data } = await graphql(
      service,
      `mutation { constructor: startInstances(ids: ["${id}"]) { toString: results { valueOf: instance { constructor: instanceType } } } }`,
    );
    expect(data.constructor).toEqual({ toString: [{ valueOf: { constructor: 't3.micro' } }] });
  });

  it('answers queries by POST and by GET', async () => {
    const { url } = await startService();
    const query = '{ instances { nodes { id } } }';
    const expected = {
      data: { instances: { nodes: [] } },
      extensions: { ec2: { calls: { DescribeInstances: 1 }, waitedMs: 0 } },
    };
    expect((await request(url).post('/graphql').send({ query }).expect(200)).body).toEqual(expected);
    const get = request(url).get('/graphql').query({ query }).set('Apollo-Require-Preflight', 'true');
    expect((await get.expect(200)).body).toEqual(expected);
  });

  it('answers a query in the same way however often it comes, and whatever JSON is asked for', async () => {
    const { url } = await startService();
    const query =
      'query ($first: Int!) { instances(first: $first) { nodes { id } pageInfo { hasNextPage } } }';
    const answers = [];
    for (const accept of ['*/*', '*/*', '*/*', '*/*', 'application/json', 'text/plain, application/json']) {
      const sent = request(url)
        .post('/graphql')
        .set('Accept', accept)
        .send({ query, variables: { first: 7 } });
      const { status, text, headers } = await sent;
      const { date, 'x-request-id': id, ...others } = headers;
      answers.push({ status, text, headers: others });
    }
    expect(answers).toEqual(Array(6).fill(answers[0]));
    expect(answers[0]).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
  });

  it('refuses a GET that a page of elsewhere could send', async () => {
    const { url } = await startService();
    const { body } = await request(url).get('/graphql').query({ query: '{ __typename }' }).expect(400);
    expect(body.errors[0].message).toMatch(/CSRF/);
    expect(body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  it.each([
    [{ query: `{ a(b: ${'['.repeat(2400)}` }, 'expected brackets of a document nested at most 50 deep'],
    [
      { query: '{ __typename }', variables: '['.repeat(2400) + ']'.repeat(2400) },
      'expected variables nested at most 50 deep',
    ],
  ])('holds a GET to the limits of documents and variables too', async (asked, message) => {
    const { url } = await startService();
    const sent = request(url).get('/graphql').set('Apollo-Require-Preflight', '1').query(asked);
    const { body } = await sent.expect(400);
    expect(body.errors).toEqual([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it.each([
    ['that does not parse', '{', 'GRAPHQL_PARSE_FAILED'],
    ['that does not fit the schema', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['without its variables', 'query ($id: ID!) { instance(id: $id) { id } }', 'BAD_USER_INPUT'],
  ])(
    'answers a document %s with 200 to those who ask for JSON, else with 400',
    async (_what, query, code) => {
      const { url } = await startService();
      const json = await request(url).post('/graphql').send({ query }).expect(200);
      expect(json.body.errors[0].extensions.code).toBe(code);
      const typed = await request(url)
        .post('/graphql')
        .set('Accept', RESPONSE_TYPE)
        .send({ query })
        .expect(400);
      expect(typed.body.errors[0].extensions.code).toBe(code);
      expect(typed.type).toBe(RESPONSE_TYPE);
    },
  );

  it('is whole where it takes more bytes than characters, however often it is asked for', async () => {
    const service = await startService({ CALLER_TAG: 'off', IDEMPOTENCY_KEY_TAG: 'off' });
    const [id] = await runningInstances(service, 1, { tags: [{ key: 'Name', value: 'é😀' }] });
    for (let times = 1; times <= 4; times++) {
      const { data } = await graphql(service, 'query ($id: ID!) { instance(id: $id) { tags { value } } }', {
        id,
      });
      expect(data).toEqual({ instance: { tags: [{ value: 'é😀' }] } });
    }
  });

  it('tells where in the document a variable is that has a wrong value', async () => {
    const query = 'query ($first: Int!) { instances(first: $first) { nodes { id } } }';
    const body = await graphql(await startService(), query, { first: 'many' });
    expect(body.errors).toEqual([
      {
        message: expect.stringMatching(/^Variable "\$first" got invalid value "many"/),
        locations: [{ line: 1, column: 8 }],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it.each([
    ['malformed JSON', '{"query": ', 400, /^The body: expected well-formed JSON/],
    [
      'a body of 10 MiB',
      JSON.stringify({ query: 'x'.repeat(10 * 1024 * 1024) }),
      413,
      /^The body: expected at most 1 MiB/,
    ],
  ])('refuses %s as GraphQL', async (_what, body, status, message) => {
    const { url } = await startService();
    const answer = await request(url).post('/graphql').type('json').send(body).expect(status);
    expect(answer.body).toEqual({
      errors: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('refuses operations of a kind that the schema has not', async () => {
    const body = await graphql(await startService(), 'subscription { x }');
    expect(body.errors[0].extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
  });

  it('refuses a mutation by GET', async () => {
    const { url } = await startService();
    const query = 'mutation { startInstances(ids: ["i-00000001"]) { results { id } } }';
    const get = request(url).get('/graphql').query({ query }).set('Apollo-Require-Preflight', 'true');
    expect((await get.expect(405)).headers.allow).toBe('POST');
  });

  it('answers 405 to other methods', async () => {
    const { url } = await startService();
    const { headers } = await request(url)
      .delete('/graphql')
      .set('Content-Type', 'application/json')
      .expect(405);
    expect(headers.allow).toBe('GET, POST');
  });

  it('tells its schema', async () => {
    const { data } = await graphql(await startService(), '{ __schema { queryType { fields { name } } } }');
    const names = data.__schema.queryType.fields.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['instance', 'instances', 'instanceInState']);
  });
});

describe('The limits of a request', () => {
  const start = (n: number) => `m${n}: startInstances(ids: ["i-00000001"]) { results { id } }`;
  const ten = Array.from({ length: 10 }, (_, n) => start(n)).join(' ');

  it('are ten root mutation fields', async () => {
    const { data } = await graphql(await startService(), `mutation { ${ten} }`);
    expect(Object.keys(data)).toHaveLength(10);
  });

  it.each([
    ['plain', `mutation { ${ten} ${start(10)} }`],
    ['in a fragment', `mutation { ...Ten ${start(10)} } fragment Ten on Mutation { ${ten} }`],
    ['in an inline fragment', `mutation { ... on Mutation { ${ten} } ${start(10)} }`],
    [
      'in fragments of fragments',
      `mutation { ...A ...A } fragment A on Mutation { ...B } fragment B on Mutation { ${ten} }`,
    ],
  ])('are not eleven root mutation fields, %s', async (_how, query) => {
    const body = await graphql(await startService(), query);
    expect(body.errors[0].message).toMatch(/^expected at most 10 root fields in a mutation, got \d+$/);
    expect(body.extensions.ec2.calls).toEqual({});
  });

  it('are counted at once where fragments spread each other in every way', async () => {
    const names = Array.from({ length: 14 }, (_, n) => `F${n}`);
    const fragments = names.map(
      (name) =>
        `fragment ${name} on Mutation { ${names
          .filter((n) => n !== name)
          .map((n) => `...${n}`)
          .join(' ')} }`,
    );
    const body = await graphql(await startService(), `mutation { ...F0 } ${fragments.join(' ')}`);
    expect(body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('end the counting of a fragment that holds itself', async () => {
    const body = await graphql(await startService(), 'mutation { ...A } fragment A on Mutation { ...A }');
    expect(body.errors[0].message).toBe('Cannot spread fragment "A" within itself.');
  });

  it.each([
    ['instances(first: 1000) { nodes { id state tags { key } } }', undefined],
    ['instances(first: 99) { nodes { userData } }', undefined],
    ['instances(first: 1000) { nodes { status { instance } typeInfo { vcpus } } }', undefined],
    ['instances(first: 100) { nodes { userData } }', 1010],
    ['instances(first: 1000) { edges { node { disableApiStop } } }', 10_010],
  ])('are 1,000 points of complexity: %s', async (field, refusedAt) => {
    const body = await graphql(await startService(), `{ ${field} }`);
    const messages = body.errors?.map(({ message }: { message: string }) => message);
    expect(messages).toEqual(refusedAt && [`expected a complexity of at most 1000, got ${refusedAt}`]);
  });

  it('count what is asked of every id and of every instance launched', async () => {
    const service = await startService();
    const ids = Array(101).fill('i-00000001');
    const start = await graphql(
      service,
      'mutation ($ids: [ID!]!) { startInstances(ids: $ids) { results { instance { userData } } } }',
      { ids },
    );
    expect(start.errors[0].message).toBe('expected a complexity of at most 1000, got 1010');
    const launch = await graphql(
      service,
      'mutation { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro", maxCount: 100 }) { instances { userData } } }',
    );
    expect(launch.errors[0].message).toBe('expected a complexity of at most 1000, got 1010');
  });

  it('are not lowered by negative numbers', async () => {
    const service = await startService();
    const body = await graphql(
      service,
      `mutation ($ids: [ID!]!) {
        less: launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro", maxCount: -100000 }) { instances { userData } }
        more: startInstances(ids: $ids) { results { instance { userData } } }
      }`,
      { ids: Array(101).fill('i-00000001') },
    );
    expect(body.errors[0].message).toBe('expected a complexity of at most 1000, got 1020');
  });

  it('are 5,000 tokens', async () => {
    const body = await graphql(await startService(), `{ ${'__typename '.repeat(5000)} }`);
    expect(body.errors[0].message).toBe(
      'Syntax Error: Document contains more that 5000 tokens. Parsing aborted.',
    );
  });

  it('are 1 to 1,000 ids', async () => {
    const service = await startService();
    for (const count of [0, 1001]) {
      const ids = Array(count).fill('i-00000001');
      const body = await graphql(
        service,
        'mutation ($ids: [ID!]!) { startInstances(ids: $ids) { results { id } } }',
        { ids },
      );
      expect(body).toMatchObject({
        data: { startInstances: null },
        errors: [
          {
            message: `ids: expected 1 to 1000 instance ids, got ${count}`,
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      });
    }
  });
});

describe('Several mutations in one request', () => {
  it('keep the results of those beside one that fails', async () => {
    const service = await startService();
    const [id] = await runningInstances(service, 1);
    const body = await graphql(
      service,
      'mutation ($id: ID!) { bad: launchInstances(input: { imageId: "ami-00000000", instanceType: "t3.micro" }) { instanceIds } good: stopInstances(ids: [$id]) { results { currentState } } }',
      { id },
    );
    expect(body.data).toEqual({ bad: null, good: { results: [{ currentState: 'STOPPING' }] } });
    expect(body.errors).toEqual([
      {
        message: "The image id '[ami-00000000]' does not exist",
        locations: expect.any(Array),
        path: ['bad'],
        extensions: {
          code: 'UPSTREAM',
          retryable: false,
          ec2: { code: 'InvalidAMIID.NotFound', requestId: expect.any(String) },
        },
      },
    ]);
  });

  it('see what those before them did', async () => {
    const service = await startService();
    const [id] = await runningInstances(service, 1);
    const { data } = await graphql(
      service,
      `mutation ($id: ID!) {
        stop: stopInstances(ids: [$id]) { results { instance { state stateReason { code } } } }
        terminate: terminateInstances(ids: [$id]) { results { instance { state stateReason { code } } } }
      }`,
      { id },
    );
    expect(data.stop.results[0].instance.state).toBe('STOPPING');
    expect(data.terminate.results[0].instance.state).toBe('SHUTTING_DOWN');
  });
});

describe('A launch whose outcome is not known', () => {
  it('tells the key to repeat it with', async () => {
    const service = await startService({ SIMULATOR_FAULTS: 'resetAfter=1' });
    const body = await graphql(
      service,
      'mutation { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro" }) { instanceIds } }',
    );
    expect(body.errors[0].extensions).toEqual({
      code: 'OUTCOME_UNKNOWN',
      retryable: true,
      idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});
