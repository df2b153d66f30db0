import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { requestFault } from '../../../src/graphql/request-fault.js';

/** A list in a list in a list, so many times. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let times = 0; times < depth; times++) value = [value];
  return value;
}

describe('a request of GraphQL', () => {
  it.each<[string, string]>([
    ['what clients ask of the schema', getIntrospectionQuery()],
    ['brackets in texts', `{ a(b: "${'['.repeat(99)}\\"[", c: """${'{'.repeat(99)}\\"""{""") }`],
    ['brackets in comments', `#${'{'.repeat(99)}\n{ a }`],
    ['brackets beside each other', `{ ${'a { b } '.repeat(99)} }`],
    ['fifty brackets in each other', `${'{'.repeat(50)}${'}'.repeat(50)}`],
    ['a text that does not end', `{ a(b: "${'\\"['.repeat(99)}`],
  ])('may hold %s', (_what, query) => {
    expect(requestFault({ query })).toBeUndefined();
  });

  it.each<[string, string, string]>([
    [
      'more than 262,144 characters',
      `{ a(b: "${'x'.repeat(262_144)}") }`,
      'expected a document of at most 262144 characters, got 262156; long texts go into variables',
    ],
    ['more than 5,000 lines', `{ a${'\n'.repeat(5000)}}`, 'expected a document of at most 5000 lines'],
    [
      'more than fifty brackets in each other',
      '{([ '.repeat(17),
      'expected brackets of a document nested at most 50 deep',
    ],
  ])('may not hold %s', (_what, query, fault) => {
    expect(requestFault({ query })).toBe(fault);
  });

  it.each(['\\"', '"""\\', '{"', '#"'])('is looked through at once, whatever it repeats: %s', (part) => {
    const start = performance.now();
    for (const opening of ['', '"', '"""'])
      requestFault({ query: (opening + part.repeat(87_000)).slice(0, 262_000) });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('may hold 10,000 ids in its variables', () => {
    expect(
      requestFault({ query: '{ a }', variables: { ids: Array(10_000).fill('i-00000001') } }),
    ).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['20,000 values', { ids: Array(20_000).fill(1) }, 'expected at most 20000 values in the variables'],
    ['lists in lists', { ids: nested(51) }, 'expected variables nested at most 50 deep'],
    ['lists in lists without end', { ids: nested(200_000) }, 'expected variables nested at most 50 deep'],
  ])('may not hold %s in its variables', (_what, variables, fault) => {
    expect(requestFault({ query: '{ a }', variables })).toBe(fault);
  });

  it.each([undefined, null, [], 'text', {}, { query: 1, variables: 'text' }])('may be none: %j', (body) => {
    expect(requestFault(body)).toBeUndefined();
  });
});
