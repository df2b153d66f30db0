import { expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { documentSize } from '../../../src/graphql/document-size.js';

it.each<[string, string, number]>([
  ['its fields', '{ a { b c } }', 3],
  ['its variables', 'query ($a: Int, $b: Int) { a }', 3],
  ['inline fragments and what is in them', '{ ... { a ... { b } } }', 4],
  ['a fragment each time it is spread', '{ ...F a { ...F } } fragment F on A { b c { d } }', 9],
  ['fragments of fragments', '{ ...F ...F } fragment F on A { ...G ...G } fragment G on A { a }', 10],
  ['each operation', 'query A { a } query B { b }', 2],
  ['no fragment that nobody spreads', '{ a } fragment F on A { b c d }', 1],
  ['its text where that is more', `{ a(b: "${'x'.repeat(990)}") }`, 40],
  ['a fragment that holds itself once', '{ ...F } fragment F on A { a ...F }', 3],
])('The size of a document is five and %s', (_what, source, fields) => {
  expect(documentSize(parse(source))).toBeCloseTo(5 + fields, 0);
});

it('The size of a document is told at once where its fragments spread each other in every way', () => {
  const fragments = Array.from(
    { length: 500 },
    (_, n) => `fragment F${n} on A { ${`...F${n + 1} `.repeat(3)} }`,
  );
  expect(documentSize(parse(`{ ...F0 } ${fragments.join(' ')} fragment F500 on A { a }`))).toBeGreaterThan(
    1e200,
  );
});
