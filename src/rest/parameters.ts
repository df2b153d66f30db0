import type { z } from 'zod';
import { Failure } from './failure.js';

/** A parameter of a route: in the query string, a form or a JSON body. */
export interface Parameter {
  /** The GraphQL argument or input field that it becomes. */
  readonly argument: string;
  readonly type: z.ZodType;
  readonly description: string;
  readonly required?: true;
  /** Another name under which it is taken. */
  readonly alias?: string;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** What was given for each parameter, by its GraphQL name. */
export type Arguments = Record<string, unknown>;

/** Reads what a route takes from what was given; throws the 400 that names what is wrong. */
export function readParameters(parameters: Parameters, given: Readonly<Record<string, unknown>>): Arguments {
  const values = new Map(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
  refuseUnknown(parameters, [...values.keys()]);
  for (const [name, { alias }] of Object.entries(parameters)) {
    if (alias !== undefined) takeAlias(name, alias, values);
  }
  requireAll(parameters, values);
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([name]) => values.has(name))
      .map(([name, { argument, type }]) => [argument, readOne(name, type, values.get(name))]),
  );
}

function refuseUnknown(parameters: Parameters, names: readonly string[]): void {
  if (names.length === 0) return;
  const known = Object.entries(parameters).flatMap(([name, { alias }]) => (alias ? [name, alias] : [name]));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const expected = known.length > 0 ? `expected one of ${known.join(', ')}` : 'this call takes none';
  throw new Failure('BAD_USER_INPUT', `Unknown argument: ${unknown}; ${expected}`);
}

function takeAlias(name: string, alias: string, values: Map<string, unknown>): void {
  if (!values.has(alias)) return;
  const other = values.get(alias);
  if (values.has(name) && values.get(name) !== other) {
    throw new Failure(
      'BAD_USER_INPUT',
      `${alias}: another name for ${name}, expected the same value or only one of them`,
    );
  }
  values.set(name, other);
}

function requireAll(parameters: Parameters, values: ReadonlyMap<string, unknown>): void {
  const missing = Object.entries(parameters)
    .filter(([name, { required }]) => required && !values.has(name))
    .map(([name]) => name);
  if (missing.length > 0) {
    throw new Failure('BAD_USER_INPUT', `Required arguments not provided: ${missing.join(', ')}`);
  }
}

/** One value of a type; throws the 400 that names it. */
export function readOne(name: string, type: z.ZodType, value: unknown): unknown {
  const { success, data, error } = type.safeParse(value);
  if (success) return data;
  throw new Failure('BAD_USER_INPUT', `${name}: ${error.issues[0]?.message ?? 'not understood'}`);
}

/** The name under which callers of the route know a GraphQL argument. */
export function nameOf(parameters: Parameters, argument: string): string {
  const entry = Object.entries(parameters).find(([, parameter]) => parameter.argument === argument);
  return entry?.[0] ?? argument;
}
