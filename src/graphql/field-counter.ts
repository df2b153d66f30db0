import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { type FindFragment, ofFragments } from './fragments.js';

/**
 * Counts the fields of a selection, alone or with all that is in them, spreads and inline fragments too; what is in a fragment
 * counts each time it is spread.
 */
export function fieldCounter(
  find: FindFragment,
  which: 'roots' | 'all',
): (set: SelectionSetNode | undefined) => number {
  const countFields = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((count, selection) => {
      const own = which === 'all' || selection.kind === Kind.FIELD ? 1 : 0;
      return count + own + countWithin(selection);
    }, 0);
  const countFragment = ofFragments(find, countFields);
  const countWithin = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return countFragment(selection.name.value);
    const isCounted = which === 'all' || selection.kind === Kind.INLINE_FRAGMENT;
    return isCounted ? countFields(selection.selectionSet) : 0;
  };
  return countFields;
}
