// Writes schema.graphql and openapi.json from what was built: `npm run schema`. Tests compare them; nothing writes them at start.
import { readFileSync, writeFileSync } from 'node:fs';
import { printSchema } from 'graphql';
import { createSchema } from '../build/graphql/schema.js';
import { openApiDocument } from '../build/rest/openapi/document.js';

const root = new URL('..', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

writeFileSync(new URL('schema.graphql', root), `${printSchema(createSchema())}\n`);
writeFileSync(new URL('openapi.json', root), `${JSON.stringify(openApiDocument(version), undefined, 2)}\n`);
