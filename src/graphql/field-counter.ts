import { type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/**
 * Counts the fields of a selection, alone or with all that is in them, spreads and inline fragments too; what is in a fragment
 * counts each time it is spread. Each fragment is looked through once, however often it is spread: fragments can spread each
 * other in factorially many ways.
 */
export function fieldCounter(
  find: FindFragment,
  which: 'roots' | 'all',
): (set: SelectionSetNode | undefined) => number {
  const counted = new Map<string, number>();

  const countFragment = (name: string): number => {
    const known = counted.get(name);
    if (known !== undefined) return known;
    // A fragment that holds itself is refused by another rule, but must end here.
    counted.set(name, 0);
    const count = countFields(find(name)?.selectionSet);
    counted.set(name, count);
    return count;
  };
  const countWithin = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return countFragment(selection.name.value);
    const isCounted = which === 'all' || selection.kind === Kind.INLINE_FRAGMENT;
    return isCounted ? countFields(selection.selectionSet) : 0;
  };
  const countFields = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((count, selection) => {
      const own = which === 'all' || selection.kind === Kind.FIELD ? 1 : 0;
      return count + own + countWithin(selection);
    }, 0);
  return countFields;
}
