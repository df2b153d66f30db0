import fc from 'fast-check';
import { ROUTES } from '../../src/rest/routes.js';

/** Names that mean something to JavaScript, or to those who read what the service writes. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  '',
  '$',
  'a.b',
  'a[b]',
  'a[]',
];

const TEXTS = [
  '',
  ' ',
  'null',
  'undefined',
  'NaN',
  'true',
  'False',
  '0',
  '-1',
  '1e999',
  '2147483648',
  '-0',
  '[object Object]',
  '../../etc/passwd',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '{{7*7}}',
  '%00',
  '\u0000',
  '\r\nX-Injected: 1',
  '\ud800',
  '\u202e',
  '\ufeff',
  '😀'.repeat(40),
  '*',
  '?',
  '\\*',
  'i-00000000',
  'i-0123456789abcdef0',
  'I-0123456789ABCDEF0',
  'ami-00000000',
  'ami-12c6146b',
  't3.micro',
  't3.nothing',
  'us-east-1b',
  'eu-west-1a',
  'sg-1,sg-2',
  'subnet-1',
  'a=b',
  '=',
  'x'.repeat(5000),
];

/** Texts that someone might rely on not coming. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme-composite', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.integer().map(String) },
);

/** Values of JSON of every kind, huge and deep ones among them. */
export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: oddText },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      null,
      true,
      false,
      0,
      -1,
      1.5,
      1e308,
      2 ** 53,
      [],
      {},
      [[]],
      [null],
      ['a', 'a'],
    ),
  },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.array(oddText, { maxLength: 5 }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom(...NAMES), oddText, { maxKeys: 3, noNullPrototype: true }),
  },
);

/** Names of parameters: those of all routes, and some of none. */
export const oddName: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(...new Set(ROUTES.flatMap(({ parameters }) => Object.keys(parameters)))),
  },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES, 'image_id', 'Force', 'FILTER') },
  { weight: 1, arbitrary: oddText },
);
