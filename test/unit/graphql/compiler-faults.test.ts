import { beforeEach, expect, it, jest } from '@jest/globals';
import { parse } from 'graphql';
import type { compile } from '../../../src/graphql/compile.js';
import { compiledQueries } from '../../../src/graphql/compiled.js';
import { createSchema } from '../../../src/graphql/schema.js';
import { anId } from '../../support/builders.js';
import { aRequest } from '../../support/ten-instances.js';

const COMPILER = '../../../src/graphql/compile.js';
const schema = createSchema();
const real = await import('../../../src/graphql/compile.js');
const unreadable = (): never => {
  throw new Error('too many open files');
};

beforeEach(() => {
  jest.resetModules();
});

/** A query that comes so often, what each time gives, and the faults that are reported. */
function aQuery() {
  const faults: string[] = [];
  const runCompiled = compiledQueries(schema, (fault) => void faults.push((fault as Error).message));
  const document = parse(`{ instance(id: "${anId(1)}") { id } }`);
  const come = async (times: number) => {
    const given: boolean[] = [];
    for (let n = 0; n < times; n++) {
      given.push((await runCompiled(document, {}, aRequest().context)) !== undefined);
    }
    return given;
  };
  return { come, faults };
}

it('A query whose compiler cannot be loaded is left to graphql-js, until it has come as often again', async () => {
  jest.unstable_mockModule(COMPILER, unreadable);
  const { come, faults } = aQuery();
  expect(await come(6)).toEqual(Array(6).fill(false));
  expect(faults).toEqual(['too many open files']);
  jest.unstable_mockModule(COMPILER, () => real);
  expect(await come(4)).toEqual([false, false, true, true]);
  expect(faults).toHaveLength(1);
});

it.each<[string, typeof compile]>([
  [
    'that cannot be compiled',
    () => {
      throw new Error('a fault of the compiler');
    },
  ],
  [
    'that fails once it is compiled',
    () => () => {
      throw new Error('a fault of the compiler');
    },
  ],
])('A query %s is left to graphql-js from then on', async (_what, compile) => {
  jest.unstable_mockModule(COMPILER, () => ({ compile }));
  const { come, faults } = aQuery();
  expect(await come(7)).toEqual(Array(7).fill(false));
  expect(faults).toEqual(['a fault of the compiler']);
});

it('Queries that have come often enough together are compiled in turns of their own', async () => {
  jest.unstable_mockModule(COMPILER, () => real);
  const runCompiled = compiledQueries(schema, () => {});
  const documents = Array.from({ length: 10 }, (_, n) =>
    parse(`{ a${n}: instance(id: "${anId(1)}") { id } }`),
  );
  const come = () => Promise.all(documents.map((document) => runCompiled(document, {}, aRequest().context)));
  await come();
  await come();
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  expect((await come()).every((result) => result !== undefined)).toBe(true);
  isDone = true;
  expect(turns).toBeGreaterThanOrEqual(10);
});
