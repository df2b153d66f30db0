import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { type FindFragment, ofFragments } from './fragments.js';

/** How deep selection sets lie in each other, those of fragments among them. */
export function selectionDepth(find: FindFragment): (set: SelectionSetNode | undefined) => number {
  const depthOf = (set: SelectionSetNode | undefined): number =>
    set === undefined ? 0 : 1 + set.selections.reduce((most, each) => Math.max(most, depthWithin(each)), 0);
  const depthOfFragment = ofFragments(find, depthOf);
  const depthWithin = (selection: SelectionNode): number =>
    selection.kind === Kind.FRAGMENT_SPREAD
      ? depthOfFragment(selection.name.value)
      : depthOf(selection.selectionSet);
  return depthOf;
}
