import { textFault } from './document-text.js';
import { variablesFault } from './variable-fault.js';

/** What of a request, as its body has it, goes beyond the limits, before anything is made of it. */
export function requestFault(body: unknown): string | undefined {
  const { query, variables } = (body ?? {}) as { readonly query?: unknown; readonly variables?: unknown };
  return (typeof query === 'string' ? textFault(query) : undefined) ?? variablesFault(variables);
}
