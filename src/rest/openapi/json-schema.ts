import { z } from 'zod';
import { WRITTEN } from '../parameter-types.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Where a value stands: everything is text in a query string and a form. */
export type Place = 'text' | 'json';

/** What callers write in a place, by the type that reads it. */
export function schemaOf(type: z.ZodType, place: Place): JsonSchema {
  const written = WRITTEN.get(type);
  if (written) return written[place];
  const { $schema, ...schema } = z.toJSONSchema(type, { target: 'draft-2020-12', override: readably });
  return schema;
}

/** That a number fits into 32 bits is its format, where it has no narrower bounds. */
function readably({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === -(2 ** 31)) delete jsonSchema.minimum;
  if (jsonSchema.maximum === 2 ** 31 - 1) delete jsonSchema.maximum;
}

/** A schema or another part that is described once. */
export function ref(part: 'schemas' | 'parameters' | 'headers' | 'responses', name: string) {
  return { $ref: `#/components/${part}/${name}` };
}
