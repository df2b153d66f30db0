import { type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/** How deep selection sets lie in each other, those of fragments among them; each fragment is looked through once. */
export function selectionDepth(find: FindFragment): (set: SelectionSetNode | undefined) => number {
  const known = new Map<string, number>();

  const depthOfFragment = (name: string): number => {
    const depth = known.get(name);
    if (depth !== undefined) return depth;
    // A fragment that holds itself is refused by another rule, but must end here.
    known.set(name, 0);
    const found = depthOf(find(name)?.selectionSet);
    known.set(name, found);
    return found;
  };
  const depthWithin = (selection: SelectionNode): number =>
    selection.kind === Kind.FRAGMENT_SPREAD
      ? depthOfFragment(selection.name.value)
      : depthOf(selection.selectionSet);
  const depthOf = (set: SelectionSetNode | undefined): number =>
    set === undefined ? 0 : 1 + set.selections.reduce((most, each) => Math.max(most, depthWithin(each)), 0);
  return depthOf;
}
