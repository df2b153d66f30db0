import { createRequire } from 'node:module';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import type { Context } from '../context.js';

// Its module build takes in another copy of graphql (graphql/index.mjs), to which this schema is of another realm.
const { fieldExtensionsEstimator, getComplexity, simpleEstimator } = createRequire(import.meta.url)(
  'graphql-query-complexity',
) as typeof import('graphql-query-complexity');

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
      const count = countFields(operation.selectionSet, (name) => context.getFragment(name), new Set());
      if (count <= LIMITS.mutationFields) return;
      const message = `expected at most ${LIMITS.mutationFields} root fields in a mutation, got ${count}`;
      context.reportError(new GraphQLError(message, { nodes: operation }));
    },
  };
}

type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/** `within` are the fragments being counted: one that holds itself is refused by another rule, but must end here. */
function countFields(set: SelectionSetNode, find: FindFragment, within: ReadonlySet<string>): number {
  let count = 0;
  for (const selection of set.selections) {
    if (count > LIMITS.mutationFields) break;
    if (selection.kind === Kind.FIELD) count += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT)
      count += countFields(selection.selectionSet, find, within);
    else if (!within.has(selection.name.value)) {
      const name = selection.name.value;
      const fragment = find(name);
      if (fragment) count += countFields(fragment.selectionSet, find, new Set([...within, name]));
    }
  }
  return count;
}

/** Refuses operations whose fields would cost EC2 more than the limit, before any of them is resolved. */
export const complexityLimitPlugin: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, request, operationName }) {
        const complexity = complexityOf(() =>
          getComplexity({
            schema,
            query: document,
            variables: request.variables ?? {},
            operationName: operationName ?? undefined,
            estimators: [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 0 })],
          }),
        );
        if (complexity <= LIMITS.complexity) return;
        throw badRequest(
          `expected a complexity of at most ${LIMITS.complexity}, got ${Math.ceil(complexity)}`,
        );
      },
    };
  },
};

/** Bad variables show here first, before Apollo would find them. */
function complexityOf(calculate: () => number): number {
  try {
    return calculate();
  } catch (error) {
    throw error instanceof GraphQLError ? badRequest(error.message) : error;
  }
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
