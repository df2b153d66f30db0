import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

const CONDITIONS = ['skip', 'include'];

/**
 * Refuses conditions on what a subscription is to, as the specification will:
 * https://spec.graphql.org/draft/#sec-Single-root-field. The rule of graphql-js for that field works them out without variables, and
 * throws where one has no default; so they are taken away, of a document that is not carried out any more.
 */
export function unconditionalRoots(context: ValidationContext): ASTVisitor {
  const visited = new Set<SelectionSetNode>();
  const look = (set: SelectionSetNode | undefined): void => {
    if (set === undefined || visited.has(set)) return;
    visited.add(set);
    for (const selection of set.selections) {
      const conditions = selection.directives?.filter(({ name }) => CONDITIONS.includes(name.value)) ?? [];
      if (conditions.length > 0) {
        const message = 'expected no @skip or @include on the root field of a subscription';
        context.reportError(new GraphQLError(message, { nodes: conditions }));
        Object.assign(selection, { directives: [] });
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) look(selection.selectionSet);
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        look(context.getFragment(selection.name.value)?.selectionSet);
    }
  };
  return {
    // Before any rule looks at an operation.
    Document({ definitions }) {
      for (const definition of definitions) {
        if (definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'subscription')
          look(definition.selectionSet);
      }
    },
  };
}
