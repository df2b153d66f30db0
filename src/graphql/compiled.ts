import {
  BREAK,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isInputObjectType,
  Kind,
  type TypeNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Context } from '../context.js';
import { Recent } from './recent.js';

/** Compiling takes about as long as carrying a document out ten times, so that it has to come again. */
const SIGHTINGS = 3;
/** A compiled document takes up to 31 KB. */
const MOST_COMPILED = 500;
/** Of the document: compiling blocks all other requests, for the longer the longer it is. */
const MOST_CHARACTERS = 5000;

/** Carries out the one operation of a document; undefined where graphql-js has to. */
export type RunCompiled = (
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  context: Context,
) => Promise<ExecutionResult | undefined>;

/** Undefined where it has to be left to graphql-js after all. */
type Compiled = (
  variables: Readonly<Record<string, unknown>>,
  context: Context,
) => ReturnType<CompiledQuery['query']> | undefined;

/**
 * Queries that come again and again, compiled to JavaScript. They give what graphql-js gives, but for errors: where there
 * are any, graphql-js has to carry out the query again, over what the request's loaders have read already. Mutations are
 * never compiled, as they may not be carried out again.
 */
export function compiledQueries(schema: GraphQLSchema): RunCompiled {
  const sightings = new WeakMap<DocumentNode, number>();
  const compiled = new Recent<DocumentNode, Compiled | 'not compiled'>(MOST_COMPILED);
  const failed = new WeakSet<Context>();

  const find = (document: DocumentNode): Compiled | 'not compiled' => {
    const known = compiled.get(document);
    if (known) return known;
    const seen = (sightings.get(document) ?? 0) + 1;
    sightings.set(document, seen);
    if (seen < SIGHTINGS) return 'not compiled';
    // Once dropped, it has to come as often again, so that queries in turns are not compiled time after time.
    sightings.delete(document);
    const made = compile(schema, document) ?? 'not compiled';
    compiled.set(document, made);
    return made;
  };

  return async (document, variables, context) => {
    if (failed.has(context)) return undefined;
    const run = find(document);
    if (run === 'not compiled') return undefined;
    const result = await run(variables, context);
    if (!result?.errors) return result;
    failed.add(context);
    return undefined;
  };
}

function compile(schema: GraphQLSchema, document: DocumentNode): Compiled | undefined {
  const operation = getOperationAST(document);
  if (operation?.operation !== 'query' || !isCompilable(schema, document)) return undefined;
  const result = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
  if (!isCompiledQuery(result)) return undefined;
  const { query } = result;
  const { variableDefinitions = [] } = operation;
  if (!variableDefinitions.some(({ type }) => takesObjects(schema, type))) {
    return (variables, context) => query(undefined, context, variables);
  }
  // Compiled, an array is taken for an object of nothing.
  return (variables, context) =>
    getVariableValues(schema, variableDefinitions, variables).errors
      ? undefined
      : query(undefined, context, variables);
}

function isCompilable(schema: GraphQLSchema, document: DocumentNode): boolean {
  if ((document.loc?.end ?? 0) > MOST_CHARACTERS) return false;
  // Compiled, a type that is told by a promise is not waited for.
  if (Object.values(schema.getTypeMap()).some(isAbstractType)) return false;
  let isRefused = false;
  const refuse = () => {
    isRefused = true;
    return BREAK;
  };
  visit(document, {
    // Compiled, a field that one leaves out and that comes again stands in another place.
    Directive: refuse,
    // Compiled, a field of this name is none.
    Name: ({ value }) => (value === '__proto__' ? refuse() : undefined),
  });
  return !isRefused;
}

function takesObjects(schema: GraphQLSchema, type: TypeNode): boolean {
  if (type.kind !== Kind.NAMED_TYPE) return takesObjects(schema, type.type);
  return isInputObjectType(schema.getType(type.name.value));
}
