import {
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { LIMITS } from './limits.js';

/** What is wrong with the variables of an operation; ends at the first fault, as errors take longer than values. */
export function variableFault(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  return getVariableValues(schema, variableDefinitions, variables, { maxErrors: 0 }).errors?.[0];
}

/** What of variables goes beyond the limits, before any of them is looked at closely, declared or not. */
export function variablesFault(variables: unknown): string | undefined {
  const { variableValues, nesting } = LIMITS;
  let level = [variables];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    values += level.length;
    if (values > variableValues) return `expected at most ${variableValues} values in the variables`;
    if (depth > nesting) return `expected variables nested at most ${nesting} deep`;
    level = level.flatMap(partsOf);
  }
  return undefined;
}

function partsOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
