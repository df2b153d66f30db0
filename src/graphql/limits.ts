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
