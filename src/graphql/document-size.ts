import { type DocumentNode, type FragmentDefinitionNode, Kind } from 'graphql';
import { fieldCounter } from './field-counter.js';

/** What a document takes besides its fields, as many fields do. */
const DOCUMENT = 5;
/** Of a field without arguments; those that arguments and literals take are as dear. */
const CHARACTERS_OF_FIELD = 25;

/**
 * What a document takes once it is compiled, in fields without arguments, of which each takes 2 to 6 KB: its fields, for each
 * spread of their fragment, and its variables, or its text where that is more.
 */
export function documentSize({ definitions, loc }: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const countFields = fieldCounter((name) => fragments.get(name), 'all');
  let fields = 0;
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    fields += countFields(definition.selectionSet) + (definition.variableDefinitions?.length ?? 0);
  }
  return DOCUMENT + Math.max(fields, (loc?.end ?? 0) / CHARACTERS_OF_FIELD);
}
