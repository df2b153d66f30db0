import { type ASTVisitor, GraphQLError, type OperationDefinitionNode, type ValidationContext } from 'graphql';
import { fieldCounter } from './field-counter.js';
import { LIMITS } from './limits.js';
import { selectionDepth } from './selection-depth.js';

const ROOT_FIELDS = {
  query: LIMITS.queryFields,
  mutation: LIMITS.mutationFields,
  // The specification allows no more.
  subscription: 1,
} as const;

/** Refuses operations of too many root fields, fragments counted in, and of selections too deep. */
export function documentLimits(context: ValidationContext): ASTVisitor {
  const findFragment = (name: string) => context.getFragment(name);
  const countRoots = fieldCounter(findFragment, 'roots');
  const depthOf = selectionDepth(findFragment);
  return {
    OperationDefinition(node) {
      const fault = rootFault(node, countRoots(node.selectionSet)) ?? depthFault(depthOf(node.selectionSet));
      if (fault !== undefined) context.reportError(new GraphQLError(fault, { nodes: node }));
    },
  };
}

function rootFault({ operation }: OperationDefinitionNode, count: number): string | undefined {
  const most = ROOT_FIELDS[operation];
  if (count <= most) return undefined;
  return `expected at most ${most} root fields in a ${operation}, got ${count}`;
}

function depthFault(depth: number): string | undefined {
  if (depth <= LIMITS.depth) return undefined;
  return `expected selections nested at most ${LIMITS.depth} deep, got ${depth}`;
}
