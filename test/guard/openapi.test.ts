import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { type GraphQLObjectType, isNonNullType } from 'graphql';
import { createSchema } from '../../src/graphql/schema.js';
import { MODIFIABLE_ATTRIBUTES } from '../../src/resolvers/attribute-change.js';
import { ATTRIBUTES } from '../../src/rest/attributes.js';
import { ATTRIBUTES_SCHEMA } from '../../src/rest/openapi/attribute-schemas.js';
import { openApiDocument } from '../../src/rest/openapi/document.js';
import { DESCRIBED_ROUTES, keyOf } from '../../src/rest/openapi/manuals.js';
import { ROUTES } from '../../src/rest/routes.js';
import { examplesOf, misfits, OPERATIONS } from '../support/openapi.js';

const textOf = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const { version } = JSON.parse(textOf('package.json'));

/** What Redocly has against a document, by the rules that are kept. */
async function faultsOf(source: string): Promise<string[]> {
  const described = { 'operation-description': 'error', 'parameter-description': 'error' } as const;
  const config = await createConfig({ extends: ['recommended-strict'], rules: described });
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

describe('The OpenAPI document', () => {
  it('is the one that is checked in (npm run schema writes it)', () => {
    expect(`${JSON.stringify(openApiDocument(version), undefined, 2)}\n`).toBe(textOf('openapi.json'));
  });

  it('has nothing that its linter minds', async () => {
    expect(await faultsOf(textOf('openapi.json'))).toEqual([]);
  });

  it('would not pass the linter without the description of a parameter', async () => {
    const document = textOf('openapi.json').replace('"description": "The AMI, as in ami-12c6146b.",', '');
    expect(await faultsOf(document)).toEqual([expect.stringMatching(/^parameter-description: /)]);
  });

  it('has a manual of every route and no other', () => {
    expect([...DESCRIBED_ROUTES].sort()).toEqual(ROUTES.map(keyOf).sort());
  });

  it.each(OPERATIONS)('shows for $key what it says of its bodies', ({ operation }) => {
    const bodies = [operation.requestBody, ...Object.values(operation.responses)];
    const media = bodies.flatMap((body) => Object.values(body?.content ?? {}));
    expect(media.length).toBeGreaterThanOrEqual(4);
    for (const one of media) {
      const shown = Object.entries(examplesOf(one));
      expect(shown).not.toEqual([]);
      for (const [name, value] of shown) expect([name, ...misfits(one.schema, value)]).toEqual([name]);
    }
  });

  it('says of the same attributes as GraphQL that they may be null', () => {
    const fields = (createSchema().getType('Instance') as GraphQLObjectType).getFields();
    const properties = ATTRIBUTES_SCHEMA.properties as Record<string, { readonly type: unknown }>;
    const nullable = Object.keys(properties).filter((name) => Array.isArray(properties[name]?.type));
    const ofGraphQL = Object.entries(ATTRIBUTES).filter(([, field]) => !isNonNullType(fields[field]?.type));
    expect(nullable).toEqual(ofGraphQL.map(([name]) => name));
  });

  it('lists the attributes that can be modified', () => {
    const modify = OPERATIONS.find(({ key }) => key === 'put /v1/{id}/modify');
    const listed = [...(modify?.operation.description ?? '').matchAll(/^\| (`.*?`) \|/gm)].flatMap(
      ([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(listed.sort()).toEqual([...MODIFIABLE_ATTRIBUTES].sort());
  });
});
