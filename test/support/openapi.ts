import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApiDocument } from '../../src/rest/openapi/document.js';

export const VERSION = '0.1.0';

type Schema = Readonly<Record<string, unknown>>;

interface Named {
  readonly value: unknown;
}

export interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, Named>>;
}

type Content = Readonly<Record<string, Media>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly required?: true;
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Answer {
  readonly description: string;
  readonly headers: Readonly<Record<string, { readonly schema: Schema }>>;
  readonly content: Content;
}

export interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly security: readonly [{ readonly bearer: readonly string[] }, object];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<'get' | 'put', Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The document with every reference replaced by what it refers to. */
export const DOCUMENT = resolved(openApiDocument(VERSION)) as Document;

function resolved(document: object): unknown {
  const at = (pointer: string) =>
    pointer
      .split('/')
      .slice(1)
      .reduce((part: unknown, key) => (part as Record<string, unknown>)[key], document);
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    if ('$ref' in part) return walk(at(String(part.$ref)));
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, walk(value)]));
  };
  return walk(document);
}

export interface DescribedRoute {
  /** As in `put /v1/{id}/start`. */
  readonly key: string;
  readonly method: 'get' | 'put';
  readonly path: string;
  readonly operation: Operation;
}

export const OPERATIONS: readonly DescribedRoute[] = Object.entries(DOCUMENT.paths).flatMap(
  ([path, methods]) =>
    (Object.entries(methods) as ['get' | 'put', Operation][]).map(([method, operation]) => ({
      key: `${method} ${path}`,
      method,
      path,
      operation,
    })),
);

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });

/** What a value has that its schema does not say, and the other way round. */
export function misfits(schema: Schema, value: unknown): string[] {
  const validate = ajv.compile(closed(schema));
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  );
}

/** Clients have to live with properties that they do not know; tests need not. */
function closed(schema: unknown): Schema {
  if (Array.isArray(schema)) return schema.map(closed) as unknown as Schema;
  if (typeof schema !== 'object' || schema === null) return schema as never;
  const parts = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const open = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema);
  return { ...Object.fromEntries(parts), ...(open && { additionalProperties: false }) };
}

/** The examples of a body, by their names. */
export function examplesOf({ example, examples }: Media): Record<string, unknown> {
  if (examples === undefined) return { example };
  return Object.fromEntries(Object.entries(examples).map(([name, { value }]) => [name, value]));
}
