import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** Every file of src and what it imports: files of src by their paths, packages by their names. */
const IMPORTS = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, importsOf(file)] as const),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)].map(([, specifier]) =>
    String(specifier),
  );
  return specifiers.map((specifier) =>
    specifier.startsWith('.')
      ? relative(SRC, join(SRC, file, '..', specifier)).replace(/\.js$/, '.ts')
      : specifier,
  );
}

/** The imports, among those of files that match, that are none of the allowed ones. */
function strays(files: RegExp, allowed: RegExp): string[] {
  return [...IMPORTS]
    .filter(([file]) => files.test(file))
    .flatMap(([file, imports]) =>
      imports.filter((name) => !allowed.test(name)).map((name) => `${file}: ${name}`),
    );
}

/** The files that import what matches. */
function importers(of: RegExp): string[] {
  return [...IMPORTS].filter(([, imports]) => imports.some((name) => of.test(name))).map(([file]) => file);
}

describe('Who may know whom', () => {
  it('errors.ts imports nothing, and the port only errors.ts and its attributes', () => {
    expect(IMPORTS.get('errors.ts')).toEqual([]);
    expect(IMPORTS.get('ec2/ec2.ts')).toEqual(['errors.ts', 'ec2/attributes.ts']);
    expect(IMPORTS.get('ec2/attributes.ts')).toEqual([]);
  });

  it('schema and resolvers know of EC2 only the port’s types, and nothing of Express, Apollo or the SDK', () => {
    const allowed =
      /^(node:|schema\/|resolvers\/|errors\.ts$|context\.ts$|auth\/caller\.ts$|ec2\/(ec2|attributes)\.ts$|graphql(-query-complexity)?$|type-graphql$|dataloader$)/;
    expect(strays(/^(schema|resolvers)\//, allowed)).toEqual([]);
    expect(strays(/^schema\//, /^(?!resolvers\/)/)).toEqual([]);
  });

  it('rest knows documents, error codes, scopes and what a request carries, never schema, resolvers or ec2', () => {
    const allowed = /^(node:|rest\/|errors\.ts$|context\.ts$|auth\/caller\.ts$|express$|zod$)/;
    expect(strays(/^rest\//, allowed)).toEqual([]);
  });

  it('authentication knows no door, and who the caller is knows nothing', () => {
    expect(strays(/^auth\//, /^(node:|auth\/|errors\.ts$|ec2\/(trail|restricted)\.ts$|jose$|zod$)/)).toEqual(
      [],
    );
    expect(IMPORTS.get('auth/caller.ts')).toEqual([]);
  });

  it('only the SDK adapter imports the SDK', () => {
    expect(importers(/^@aws-sdk\//).filter((file) => !/^ec2\/sdk/.test(file))).toEqual([]);
  });

  it('the decoder of XML knows nothing of EC2 or the SDK', () => {
    expect(strays(/^ec2\/xml-/, /^ec2\/xml-/)).toEqual([]);
  });

  it('only http, rest and the composition root import Express', () => {
    expect(importers(/^express$/).filter((file) => !/^(http|rest)\/|^app\.ts$/.test(file))).toEqual([]);
  });

  it('the simulator knows nothing of the rest, and only who starts it knows the simulator', () => {
    expect(strays(/^simulator\//, /^(node:|simulator\/)/)).toEqual([]);
    expect(importers(/^simulator\//).filter((file) => !/^simulator\//.test(file))).toEqual([
      'backend.ts',
      'main.ts',
    ]);
  });

  it('only main.ts touches the process', () => {
    const touching = [...IMPORTS.keys()].filter((file) =>
      /\bprocess\.\w/.test(readFileSync(join(SRC, file), 'utf8')),
    );
    expect(touching).toEqual(['main.ts']);
  });

  it('nobody knows himself by way of others', () => {
    const cycles: string[][] = [];
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file]);
      else for (const name of IMPORTS.get(file) ?? []) visit(name, [...path, file]);
    };
    for (const file of IMPORTS.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

describe('The files of src', () => {
  it('are of one idea: none is longer than 220 lines', () => {
    const long = [...IMPORTS.keys()].filter(
      (file) => readFileSync(join(SRC, file), 'utf8').split('\n').length > 220,
    );
    expect(long).toEqual([]);
  });
});
