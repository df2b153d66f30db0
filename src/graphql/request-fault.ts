import { textFault } from './document-text.js';
import { variablesFault } from './variable-fault.js';

/** What of the body of a request goes beyond the limits, before anything is made of it. A query by GET is short enough. */
export function requestFault(body: unknown): string | undefined {
  const { query, variables } = (body ?? {}) as { readonly query?: unknown; readonly variables?: unknown };
  return (typeof query === 'string' ? textFault(query) : undefined) ?? variablesFault(variables);
}
