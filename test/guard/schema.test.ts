import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  printSchema,
  validateSchema,
} from 'graphql';
import { createSchema } from '../../src/graphql/schema.js';
import { ROUTES } from '../../src/rest/routes.js';

const schema = createSchema();

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
}

function undescribed(owner: string, things: readonly Described[]): string[] {
  return things.filter(({ description }) => !description).map(({ name }) => `${owner}.${name}`);
}

describe('The schema', () => {
  it('is the one that is checked in (npm run schema writes it)', () => {
    const checkedIn = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
    expect(`${printSchema(schema)}\n`).toBe(checkedIn);
  });

  it('is valid', () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it('describes every type, field, argument and value', () => {
    const types = Object.values(schema.getTypeMap()).filter(
      (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
    );
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const missing = types.flatMap((type) => {
      const own = type.description || roots.some((root) => root === type) ? [] : [type.name];
      if (isEnumType(type)) return [...own, ...undescribed(type.name, type.getValues())];
      if (isInputObjectType(type))
        return [...own, ...undescribed(type.name, Object.values(type.getFields()))];
      if (!isObjectType(type)) return own;
      const fields = Object.values(type.getFields());
      const args = fields.flatMap((field) => undescribed(`${type.name}.${field.name}`, field.args));
      return [...own, ...undescribed(type.name, fields), ...args];
    });
    expect(missing).toEqual([]);
  });
});

describe('The routes', () => {
  it('have a summary each, and a description for each parameter', () => {
    for (const { path, summary, parameters } of ROUTES) {
      expect([path, summary]).toEqual([path, expect.stringMatching(/\w+.*\.$/)]);
      for (const [name, { description }] of Object.entries(parameters)) {
        expect([name, description]).toEqual([name, expect.stringMatching(/\w+.*\.$/)]);
      }
    }
  });
});
