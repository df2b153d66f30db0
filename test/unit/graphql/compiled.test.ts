import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import type { Context } from '../../../src/context.js';
import { ServiceError } from '../../../src/errors.js';
import { compiledQueries } from '../../../src/graphql/compiled.js';
import { createSchema } from '../../../src/graphql/schema.js';
import { anId } from '../../support/builders.js';
import { type GeneratedQuery, generatedQueries } from '../../support/queries.js';
import { aRequest } from '../../support/ten-instances.js';

const schema = createSchema();

/**
 * What callers see of a result: data with its order, errors in any order, with what the service makes of them. Where what may
 * not be null is, GraphQL leaves open which errors are told of all that are below what becomes null.
 */
function seen({ data, errors }: ExecutionResult) {
  const isOpen =
    data === null || errors?.some(({ originalError }) => !(originalError instanceof ServiceError));
  return {
    data: JSON.stringify(data),
    errors: isOpen ? 'some' : errors && sorted(errors.map((error) => [error, error.originalError])),
  };
}

function sorted(asked: readonly unknown[]): string[] {
  return asked.map((question) => JSON.stringify(question)).sort();
}

function times(asked: readonly string[], question: string): number {
  return asked.filter((other) => other === question).length;
}

/** A query that is carried out the third time, compiled if that can be, beside what graphql-js makes of it. */
async function compare({ source, variables }: GeneratedQuery) {
  const document = parse(source);
  const args = { schema, document, variableValues: variables };
  const runCompiled = compiledQueries(schema, () => {});
  const early = [1, 2].map(() => runCompiled(document, variables, aRequest().context));
  const [own, other] = [aRequest(), aRequest()];
  const compiled = await runCompiled(document, variables, own.context);
  const result = compiled ?? (await execute({ ...args, contextValue: own.context }));
  const expected = await execute({ ...args, contextValue: other.context });
  return {
    invalid: validate(schema, document),
    early: await Promise.all(early),
    isCompiled: compiled !== undefined,
    isSame: isDeepStrictEqual(seen(result), seen(expected)),
    asked: sorted(own.asked),
    askedByGraphQL: sorted(other.asked),
  };
}

describe('a query that has come often enough', () => {
  const queries = generatedQueries(schema, 1300, 20_261_125);
  let compared: (GeneratedQuery & Awaited<ReturnType<typeof compare>>)[] = [];

  beforeAll(async () => {
    compared = await Promise.all(queries.map(async (query) => ({ ...query, ...(await compare(query)) })));
  });

  it('has the result that graphql-js gives', () => {
    expect(compared.filter(({ isSame }) => !isSame)).toEqual([]);
  });

  it('costs the same EC2 calls', () => {
    const dearer = compared.filter(
      ({ isCompiled, asked, askedByGraphQL }) => isCompiled && !isDeepStrictEqual(asked, askedByGraphQL),
    );
    expect(dearer).toEqual([]);
  });

  it('costs no EC2 call twice where graphql-js has to carry it out again', () => {
    const again = compared.filter(({ asked, askedByGraphQL }) =>
      asked.some((question) => times(asked, question) > Math.max(1, times(askedByGraphQL, question))),
    );
    expect(again).toEqual([]);
  });

  it('is compiled from the third time on, and only where it has no errors', () => {
    expect(compared.filter(({ early }) => early.some((result) => result !== undefined))).toEqual([]);
    expect(compared.filter(({ isCompiled }) => isCompiled).length).toBeGreaterThan(300);
    expect(compared.filter(({ isCompiled }) => !isCompiled).length).toBeGreaterThan(200);
  });

  it.each<[string, RegExp]>([
    ['aliases', /a\d+: /],
    ['fragments', /fragment F\d+ on/],
    ['inline fragments', /\.\.\. /],
    ['directives', /@(skip|include)\(if: \$/],
    ['variables of objects', /\$v\d+: InstanceFilter/],
    ['defaults of variables', /\$v\d+: \w+ = /],
    ['enums', /states: \[?(RUNNING|STOPPED|PENDING)/],
    ['nulls', /: null/],
  ])('may have %s', (_what, pattern) => {
    expect(queries.filter(({ source }) => pattern.test(source)).length).toBeGreaterThan(5);
  });

  it('is one that the schema allows', () => {
    expect(compared.filter(({ invalid }) => invalid.length > 0)).toEqual([]);
  });
});

/** What a query gives the third time, compiled; undefined where it is left to graphql-js. */
async function third(source: string, variables = {}, of = schema): Promise<ExecutionResult | undefined> {
  const runCompiled = compiledQueries(of, () => {});
  const document = parse(source);
  expect(validate(of, document)).toEqual([]);
  for (const _ of [1, 2]) await runCompiled(document, variables, aRequest().context);
  return runCompiled(document, variables, aRequest().context);
}

/** A schema of one query. */
function ofOne(type: string, resolve: () => unknown): GraphQLSchema {
  const made = buildSchema(`type Query { one: ${type} }`);
  (made.getQueryType() as GraphQLObjectType).getFields().one = {
    ...(made.getQueryType()?.getFields().one as GraphQLField<unknown, unknown>),
    resolve,
  };
  return made;
}

const aliases = (count: number) => Array.from({ length: count }, (_, n) => `a${n}: id`).join(' ');
const roots = (count: number) =>
  Array.from({ length: count }, (_, n) => `r${n}: instance(id: "${anId(1)}") { ...F }`).join(' ');

/** 670 characters that stand for 6,600 fields. */
const SPREADING = [
  '{ __schema { types { fields { type { ...F0 } } } } }',
  ...Array.from({ length: 7 }, (_, n) => {
    const inner = n < 6 ? `...F${n + 1}` : 'name';
    const fields = ['o0', 'o1', 'o2'].map((alias) => `${alias}: ofType { ${inner} }`);
    return `fragment F${n} on __Type { ${fields.join(' ')} }`;
  }),
].join(' ');

describe('what is not compiled', () => {
  const id = anId(1);

  it.each<[string, string, object]>([
    ['a mutation', 'mutation { startInstances(ids: ["i-nonsense"]) { results { id } } }', {}],
    [
      'several operations',
      'query A { instances { nodes { id } } } query B { instances { nodes { id } } }',
      {},
    ],
    ['a directive', `{ instance(id: "${id}") { id @include(if: true) } }`, {}],
    ['a field named __proto__', `{ instance(id: "${id}") { __proto__: id } }`, {}],
    [
      'an array for an object',
      'query ($f: InstanceFilter) { instances(filter: $f) { nodes { id } } }',
      { f: [] },
    ],
    [
      'a variable that must not be null and has a default',
      'query ($first: Int! = 5) { instances(first: $first) { nodes { id } } }',
      { first: 2 },
    ],
    ['an error', '{ instance(id: "i-nonsense") { id } }', {}],
    ['much text', `{ instance(id: "${id}") { id ${' '.repeat(5000)} } }`, {}],
    ['many fields', `{ instance(id: "${id}") { ${aliases(195)} } }`, {}],
    ['many spreads', `{ ${roots(14)} } fragment F on Instance { ${aliases(14)} }`, {}],
    ['spreads that multiply', SPREADING, {}],
    ['introspection', '{ __schema { queryType { name } } }', {}],
  ])('is left to graphql-js: %s', async (_what, source, variables) => {
    expect(await third(source, variables)).toBeUndefined();
  });

  it('is left to graphql-js: a rejected promise in a list', async () => {
    const of = ofOne('[String]', () => [Promise.resolve('a'), Promise.reject(new Error('b'))]);
    expect(await third('{ one }', {}, of)).toBeUndefined();
  });

  it('is left to graphql-js: an object that leaves out what has a default', async () => {
    const of = buildSchema(
      'input Page { first: Int! = 7, after: String } type Query { one(page: Page!): Int }',
    );
    expect(await third('query ($page: Page!) { one(page: $page) }', { page: {} }, of)).toBeUndefined();
  });

  it('is a query for a request in which it has failed, which does not carry it out twice', async () => {
    let resolved = 0;
    const of = ofOne('String', () => {
      resolved += 1;
      throw new Error('a');
    });
    const runCompiled = compiledQueries(of, () => {});
    const document = parse('{ one }');
    const [request, ...others] = [aRequest(), aRequest(), aRequest(), aRequest()].map(
      ({ context }) => context,
    );
    const come = (context = request as Context) => runCompiled(document, {}, context);
    for (const other of others) await come(other);
    expect(resolved).toBe(1);
    await come();
    expect(resolved).toBe(2);
    await come();
    expect(resolved).toBe(2);
  });

  it('is compiled anew only after it has come as often again, once others have taken its place', async () => {
    const runCompiled = compiledQueries(schema, () => {});
    const run = (document: DocumentNode) => runCompiled(document, {}, aRequest().context);
    // Each as large as 200 fields, of which 20,000 are kept.
    const [first, ...others] = Array.from({ length: 101 }, (_, n) =>
      parse(`{ a${n}: instance(id: "${id}") { ${aliases(193)} } }`),
    );
    const times: boolean[] = [];
    for (const document of [first, first, first, ...others.flatMap((each) => [each, each, each])])
      await run(document as DocumentNode);
    for (let n = 0; n < 3; n++) times.push((await run(first as DocumentNode)) !== undefined);
    expect(times).toEqual([false, false, true]);
  });
});
