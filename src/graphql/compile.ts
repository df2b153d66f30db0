import {
  BREAK,
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  isInputObjectType,
  Kind,
  type OperationDefinitionNode,
  type TypeNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Context } from '../context.js';

/** Undefined where it has to be left to graphql-js after all. */
export type Compiled = (
  variables: Readonly<Record<string, unknown>>,
  context: Context,
) => ReturnType<CompiledQuery['query']> | undefined;

/** The one operation of a document as a function; undefined where graphql-js has to carry it out. */
export function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Compiled | undefined {
  if (!isCompilable(document) || variableDefinitions.some(isRequiredWithDefault)) return undefined;
  const result = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
  if (!isCompiledQuery(result)) return undefined;
  const { query } = result;
  if (!variableDefinitions.some(({ type }) => isComposed(schema, type))) {
    return (variables, context) => query(undefined, context, variables);
  }
  // Compiled, an array is taken for an object of nothing, and each wrong item of a list makes an error.
  return (variables, context) =>
    getVariableValues(schema, variableDefinitions, variables, { maxErrors: 0 }).errors
      ? undefined
      : query(undefined, context, variables);
}

function isCompilable(document: DocumentNode): boolean {
  let isRefused = false;
  const refuse = () => {
    isRefused = true;
    return BREAK;
  };
  visit(document, {
    // Compiled, a field that one leaves out and that comes again stands in another place.
    Directive: refuse,
    // Compiled, a field named __proto__ is none; introspection gains nothing.
    Name: ({ value }) => (value.startsWith('__') && value !== '__typename' ? refuse() : undefined),
  });
  return !isRefused;
}

/** Compiled, such a variable must not be left out. */
function isRequiredWithDefault({ type, defaultValue }: VariableDefinitionNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE && defaultValue !== undefined;
}

function isComposed(schema: GraphQLSchema, type: TypeNode): boolean {
  if (type.kind === Kind.LIST_TYPE) return true;
  if (type.kind === Kind.NON_NULL_TYPE) return isComposed(schema, type.type);
  return isInputObjectType(schema.getType(type.name.value));
}
