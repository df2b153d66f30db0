import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, type OperationDefinitionNode, parse } from 'graphql';
import { costFault, rememberedCost } from '../../../src/graphql/complexity.js';
import { createSchema } from '../../../src/graphql/schema.js';
import { ATTRIBUTES } from '../../../src/rest/attributes.js';

const schema = createSchema();
/** What one comes to, near the beginning of its document. */
const ERROR = 20;
const DOCUMENTED = Object.values(ATTRIBUTES).join(' ');
const TAGS = 'tags { key value }';
const LAUNCH = 'imageId: "a", instanceType: "b"';

function cost(source: string, variables: Record<string, unknown> = {}) {
  const document = parse(source);
  return rememberedCost(schema)(document, document.definitions[0] as OperationDefinitionNode, variables);
}

describe('the values of an answer', () => {
  it.each<[string, number]>([
    ['{ __typename }', 1],
    ['{ instances(first: 1) { nodes { id state } } }', 4],
    ['{ instances(first: 10) { nodes { id state } } }', 10 * 4],
    ['{ instances(first: -5) { nodes { id } } }', 3],
    ['{ instances(first: 1) { nodes { tags { key value } } } }', 2 + 25 * 3],
    ['{ instances(first: 1) { nodes { securityGroups { id name } } } }', 2 + 8 * 3],
    [`{ instances(first: 1) { nodes { ${'a'.repeat(65)}: id } } }`, 2 + 3],
    ['mutation { startInstances(ids: ["i-1", "i-2"]) { results { id } } }', 2 * 3],
    [`mutation { launchInstances(input: { ${LAUNCH}, maxCount: 7 }) { instanceIds } }`, 7 * 2],
    ['{ ...F ...F } fragment F on Query { instances(first: 2) { nodes { id } } }', 2 * 2 * 3],
    ['{ instance(id: "i-1") { id } }', ERROR + 2],
    [
      '{ instances(first: 10) { nodes { status { system } typeInfo { vcpus } } } }',
      10 * (2 + 2 * (ERROR + 2)),
    ],
    [
      `{${'\n'.repeat(1000)} instances(first: 10) { nodes { status { system } } } }`,
      10 * (2 + ERROR + 40 + 2),
    ],
    ['mutation { startInstances(ids: ["i-1", "i-2"]) { results { instance { id } } } }', 2 * (2 + ERROR + 2)],
  ])('of %s are %i', (source, values) => {
    expect(cost(source).values).toBe(values);
  });

  it('follow the variables', () => {
    const source =
      'query ($first: Int!, $with: Boolean!) { instances(first: $first) { nodes { id state @include(if: $with) } } }';
    expect(cost(source, { first: 100, with: true }).values).toBe(400);
    expect(cost(source, { first: 100, with: false }).values).toBe(300);
  });

  it.each([
    ['what REST documents of a thousand instances, and their tags', `${DOCUMENTED} ${TAGS}`],
    [
      'what REST documents of a thousand instances, and their status',
      `${DOCUMENTED} status { instance system }`,
    ],
    ['the tags of a thousand instances beside another list', `id ${TAGS} securityGroups { id }`],
  ])('may be %s', (_what, selection) => {
    expect(costFault(cost(`{ instances(first: 1000) { nodes { ${selection} } } }`))).toBeUndefined();
  });

  it('may not be the tags of a thousand instances twice', () => {
    const pages = ['a', 'b'].map((name) => `${name}: instances(first: 1000) { nodes { ${TAGS} } }`);
    expect(costFault(cost(`{ ${pages.join(' ')} }`))).toMatch(/got up to 154000;/);
  });

  it('may be what clients ask of the schema', () => {
    const options = {
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    };
    expect(costFault(cost(getIntrospectionQuery(options)))).toBeUndefined();
  });

  it('may not be nine thousand errors', () => {
    const statuses = Array.from({ length: 9 }, (_, n) => `s${n}: status { system }`).join(' ');
    expect(costFault(cost(`{ instances(first: 1000) { nodes { ${statuses} } } }`))).toMatch(
      /got up to 200000;/,
    );
  });

  it('may not be a hundred aliases of a field of a thousand instances', () => {
    const aliases = Array.from({ length: 100 }, (_, n) => `a${n}: state`).join(' ');
    expect(costFault(cost(`{ instances(first: 1000) { nodes { ${aliases} } } }`))).toBe(
      'expected an answer of at most 100000 values, got up to 102000; select fewer fields, or ask for fewer at once',
    );
  });
});

it('What is wrong with variables is told at the first fault, however many there are', () => {
  const source =
    'query ($states: [InstanceState!]) { instances(filter: { states: $states }) { nodes { id } } }';
  const start = performance.now();
  expect(() => cost(source, { states: Array(200_000).fill('x') })).toThrow('Too many errors');
  expect(performance.now() - start).toBeLessThan(1000);
});
