import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
  type ValidationContext,
} from 'graphql';
import type { Context } from '../context.js';
import type { Complexity } from './complexity.js';
import { fieldCounter } from './field-counter.js';

/** What one request may hold. */
export const LIMITS = {
  /** Of the document, beyond which it is not even parsed. */
  tokens: 10_000,
  /** So that a thousand aliases of one mutation are not a thousand launches in one request. */
  mutationFields: 10,
  /** In tenths of an EC2 call; the fields tell what they cost. */
  complexity: 1000,
} as const;

/** Refuses operations with more than ten root mutation fields, fragments counted in. */
export function mutationFieldLimit(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== 'mutation') return;
      const count = fieldCounter((name) => context.getFragment(name), 'roots')(operation.selectionSet);
      if (count <= LIMITS.mutationFields) return;
      const message = `expected at most ${LIMITS.mutationFields} root fields in a mutation, got ${count}`;
      context.reportError(new GraphQLError(message, { nodes: operation }));
    },
  };
}

/** Refuses operations whose fields would cost EC2 more than the limit, before any of them is resolved. */
export function complexityLimitPlugin(complexityOf: Complexity): ApolloServerPlugin<Context> {
  const listener: GraphQLRequestListener<Context> = {
    async didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
      // Apollo comes here too with an operation name that it does not know, and refuses it by itself.
      if (operation === undefined) return;
      try {
        const complexity = complexityOf(document, operation, variables);
        if (complexity > LIMITS.complexity) throw tooComplex(complexity);
      } catch (error) {
        if (hasBadVariables(schema, operation, variables)) return;
        throw error instanceof GraphQLError ? badRequest(error.message) : error;
      }
    },
  };
  return { requestDidStart: async () => listener };
}

/** Which Apollo refuses in better words. */
function hasBadVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown>,
): boolean {
  return getVariableValues(schema, variableDefinitions, variables).errors !== undefined;
}

function tooComplex(complexity: number): GraphQLError {
  return new GraphQLError(
    `expected a complexity of at most ${LIMITS.complexity}, got ${Math.ceil(complexity)}`,
  );
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
