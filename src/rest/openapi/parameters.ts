import { WRITTEN } from '../parameter-types.js';
import { type Parameter, type Parameters } from '../parameters.js';
import { type Route } from '../route.js';
import { attribute } from '../route-parameters.js';
import { ID } from './examples.js';
import { type JsonSchema, type Place, ref, schemaOf } from './json-schema.js';
import type { Manual } from './manual.js';

type Example = Manual['example'];

/** What may stand in the path of a route. */
const PATH_PARAMETERS: Readonly<Record<string, object>> = {
  id: { description: 'The id of an instance.', schema: { type: 'string' }, example: ID },
  field: {
    description: 'The name of an attribute.',
    schema: schemaOf(attribute, 'text'),
    example: 'state',
  },
};

/** `/:id/start` as OpenAPI writes it. */
export function template(path: string): string {
  return `/v1${path.replaceAll(/:(\w+)/g, '{$1}')}`;
}

/** Everything but the body. */
export function parametersOf(route: Route, example: Example): readonly object[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => pathParameter(name));
  const inQuery = Object.entries(route.parameters).flatMap(([name, parameter]) =>
    namesOf(name, parameter).map((one) => queryParameter(one, parameter, route, example)),
  );
  const key = route.keyed ? [ref('parameters', 'IdempotencyKey')] : [];
  return [...inPath, ...inQuery, ...key, ref('parameters', 'RequestId'), ref('parameters', 'Timeout')];
}

function pathParameter(name: string): object {
  const known = PATH_PARAMETERS[name];
  if (known === undefined) throw new Error(`the document has no description of :${name} in a path`);
  return { name, in: 'path', required: true, ...known };
}

/** What a body can give need not stand in the query string. */
function queryParameter(
  { name, description, isOther }: Name,
  parameter: Parameter,
  route: Route,
  example: Example,
): object {
  const schema = schemaOf(parameter.type, 'text');
  const isCommaSeparated = schema.type === 'array' && !WRITTEN.has(parameter.type);
  return {
    name,
    in: 'query',
    description,
    ...(isOther && { deprecated: true }),
    ...(isCommaSeparated && { style: 'form', explode: false }),
    ...(!takesBody(route) && { required: parameter.required, example: example[name] }),
    schema,
  };
}

function takesBody({ method, parameters }: Route): boolean {
  return method === 'put' && Object.keys(parameters).length > 0;
}

/** The body of a route that takes one, as JSON or a form. */
export function bodyOf(route: Route, example: Example): object | undefined {
  if (!takesBody(route)) return undefined;
  const content = (place: Place) => ({ schema: bodySchema(route.parameters, place), example });
  return {
    description:
      'The parameters. They may stand in the query string as well, required ones too; where both give the same, the body wins.',
    content: {
      'application/json': content('json'),
      'application/x-www-form-urlencoded': content('text'),
    },
  };
}

function bodySchema(parameters: Parameters, place: Place): JsonSchema {
  const properties = Object.entries(parameters).flatMap(([name, parameter]) =>
    namesOf(name, parameter).map(({ name, description, isOther }) => [
      name,
      { ...schemaOf(parameter.type, place), description, ...(isOther && { deprecated: true }) },
    ]),
  );
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...requiredOf(parameters),
    additionalProperties: false,
  };
}

/** What has another name is required under one of the two. */
function requiredOf(parameters: Parameters): JsonSchema {
  const required = Object.entries(parameters).filter(([, parameter]) => parameter.required);
  const byOneName = required.filter(([, { alias }]) => alias === undefined).map(([name]) => name);
  const byTwo = required.filter(([, { alias }]) => alias !== undefined);
  return {
    ...(byOneName.length > 0 && { required: byOneName }),
    ...(byTwo.length > 0 && {
      allOf: byTwo.map(([name, { alias }]) => ({ anyOf: [{ required: [name] }, { required: [alias] }] })),
    }),
  };
}

interface Name {
  readonly name: string;
  readonly description: string;
  /** A parameter may have a second one. */
  readonly isOther: boolean;
}

function namesOf(name: string, { alias, description }: Parameter): readonly Name[] {
  const first = { name, description, isOther: false };
  if (alias === undefined) return [first];
  return [first, { name: alias, description: `Another name for ${name}.`, isOther: true }];
}
