import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import type { Context } from '../context.js';
import type { Complexity } from './complexity.js';

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
      const count = fieldCounter((name) => context.getFragment(name))(operation.selectionSet);
      if (count <= LIMITS.mutationFields) return;
      const message = `expected at most ${LIMITS.mutationFields} root fields in a mutation, got ${count}`;
      context.reportError(new GraphQLError(message, { nodes: operation }));
    },
  };
}

type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/** Each fragment is counted once, however often it is spread: fragments can spread each other in factorially many ways. */
function fieldCounter(find: FindFragment): (set: SelectionSetNode) => number {
  const counted = new Map<string, number>();

  const countFragment = (name: string): number => {
    const known = counted.get(name);
    if (known !== undefined) return known;
    // A fragment that holds itself is refused by another rule, but must end here.
    counted.set(name, 0);
    const fragment = find(name);
    const count = fragment ? countFields(fragment.selectionSet) : 0;
    counted.set(name, count);
    return count;
  };
  const countFields = ({ selections }: SelectionSetNode): number =>
    selections.reduce((count, selection) => {
      if (selection.kind === Kind.FIELD) return count + 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) return count + countFields(selection.selectionSet);
      return count + countFragment(selection.name.value);
    }, 0);
  return countFields;
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
