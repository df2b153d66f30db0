import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Whether a field's selection asks for nothing but these, so that what is known already answers it. */
export function selectsOnly(info: GraphQLResolveInfo, known: readonly string[]): boolean {
  const fieldsOf = selectedFields(info);
  return info.fieldNodes.every(({ selectionSet }) =>
    fieldsOf(selectionSet).every(({ name }) => known.includes(name.value)),
  );
}

/**
 * Gives the fields of a selection and of the fragments in it, but for those that directives leave out. Each fragment is looked
 * into once, however often it is spread: fragments can spread each other in exponentially many ways.
 */
export function selectedFields({ fragments, variableValues }: GraphQLResolveInfo) {
  const seen = new Set<string>();

  const isLeftOut = (node: SelectionNode): boolean =>
    getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true ||
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if === false;

  const within = (node: SelectionNode): FieldNode[] => {
    if (isLeftOut(node)) return [];
    if (node.kind === Kind.FIELD) return [node];
    if (node.kind === Kind.INLINE_FRAGMENT) return fieldsOf(node.selectionSet);
    const { value: name } = node.name;
    if (seen.has(name)) return [];
    seen.add(name);
    return fieldsOf(fragments[name]?.selectionSet);
  };

  const fieldsOf = (set: SelectionSetNode | undefined): FieldNode[] =>
    (set?.selections ?? []).flatMap(within);
  return fieldsOf;
}
