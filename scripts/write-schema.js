// Writes schema.graphql from the built schema: `npm run schema`. A test compares the two; nothing writes it at start.
import { writeFileSync } from 'node:fs';
import { printSchema } from 'graphql';
import { createSchema } from '../build/graphql/schema.js';

writeFileSync(new URL('../schema.graphql', import.meta.url), `${printSchema(createSchema())}\n`);
