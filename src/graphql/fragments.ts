import type { FragmentDefinitionNode, SelectionSetNode } from 'graphql';

export type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/**
 * A measure of fragments by their names. Each is looked through once, however often it is spread: fragments can spread each other
 * in factorially many ways.
 */
export function ofFragments(
  find: FindFragment,
  measure: (set: SelectionSetNode | undefined) => number,
): (name: string) => number {
  const known = new Map<string, number>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    // A fragment that holds itself is refused by another rule, but must end here.
    known.set(name, 0);
    const measured = measure(find(name)?.selectionSet);
    known.set(name, measured);
    return measured;
  };
}
