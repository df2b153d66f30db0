import { expect, it } from '@jest/globals';
import { Recent } from '../../../src/graphql/recent.js';

it('drops what has not been asked for the longest', () => {
  const recent = new Recent<string, number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  expect(recent.get('a')).toBe(1);
  recent.set('c', 3);
  expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([1, undefined, 3]);
});

it('keeps the others when one is set anew', () => {
  const recent = new Recent<string, number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  recent.set('a', 3);
  expect([recent.get('a'), recent.get('b')]).toEqual([3, 2]);
});

it('drops as many as take the place of a large one, and one that is too large by itself', () => {
  const recent = new Recent<string, number>(10);
  recent.set('a', 1, 4);
  recent.set('b', 2, 4);
  recent.set('c', 3, 2);
  recent.set('a', 4, 2);
  recent.set('d', 5, 4);
  expect(['a', 'b', 'c', 'd'].map((key) => recent.get(key))).toEqual([4, undefined, 3, 5]);
  recent.set('e', 6, 11);
  expect(['a', 'c', 'd', 'e'].map((key) => recent.get(key))).toEqual(Array(4).fill(undefined));
});
