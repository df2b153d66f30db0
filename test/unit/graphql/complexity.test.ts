import { describe, expect, it } from '@jest/globals';
import { type OperationDefinitionNode, parse } from 'graphql';
import { rememberedCost } from '../../../src/graphql/complexity.js';
import { createSchema } from '../../../src/graphql/schema.js';

const schema = createSchema();

/** What an operation costs with each of these variables, one after the other. */
function costs(source: string, ...variables: readonly Record<string, unknown>[]): number[] {
  const costOf = rememberedCost(schema);
  const document = parse(source);
  const operation = document.definitions[0] as OperationDefinitionNode;
  return variables.map((values) => costOf(document, operation, values).complexity);
}

describe('what an operation costs', () => {
  it('follows the arguments that it depends on', () => {
    const source = 'query ($first: Int!) { instances(first: $first) { nodes { userData } } }';
    expect(costs(source, { first: 1 }, { first: 10 }, { first: 1 })).toEqual([20, 110, 20]);
  });

  it('follows the directives that leave fields out', () => {
    const source = 'query ($id: ID!, $with: Boolean!) { instance(id: $id) { ...More @include(if: $with) } }';
    const fragment = 'fragment More on Instance { userData disableApiStop }';
    const [id, other] = ['i-1', 'i-2'];
    const found = costs(
      `${source} ${fragment}`,
      { id, with: true },
      { id, with: false },
      { id: other, with: true },
    );
    expect(found).toEqual([20, 0, 20]);
  });

  it('follows variables within arguments', () => {
    const source =
      'mutation ($count: Int!) { launchInstances(input: { imageId: "a", instanceType: "b", maxCount: $count }) { instances { userData } } }';
    expect(costs(source, { count: 1 }, { count: 3 })).toEqual([20, 40]);
  });

  it('tells a variable that is null from one that is left out', () => {
    const source = 'query ($first: Int = 100) { instances(first: $first) { nodes { userData } } }';
    expect(costs(source, {}, { first: 5 })).toEqual([1010, 60]);
    expect(() => costs(source, {}, { first: null })).toThrow('must not be null');
  });

  it('is told for variables too long to remember', () => {
    const source =
      'mutation ($ids: [ID!]!) { startInstances(ids: $ids) { results { instance { userData } } } }';
    const ids = (count: number) => ({ ids: Array(count).fill('i-0123456789abcdef0') });
    expect(costs(source, ids(20), ids(30), ids(20))).toEqual([200, 300, 200]);
  });

  it('is that of one operation where the document has several', () => {
    const costOf = rememberedCost(schema);
    const document = parse(
      'query A { instances(first: 1) { nodes { userData } } } query B { instances(first: 2) { nodes { userData } } }',
    );
    const [a, b] = document.definitions as OperationDefinitionNode[];
    const found = [a, b, a].map(
      (operation) => costOf(document, operation as OperationDefinitionNode, {}).complexity,
    );
    expect(found).toEqual([20, 30, 20]);
  });
});
