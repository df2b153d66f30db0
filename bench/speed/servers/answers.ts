import { documented, fixedInstances } from '../instances.js';

// As JSON has them: whoever answers from memory has no dates to write.
const INSTANCES: unknown[] = JSON.parse(JSON.stringify(fixedInstances(1000).map(documented)));

/** What a server without GraphQL answers on each path, from memory. */
export const ANSWERS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['/1', { data: { instance: INSTANCES[0] } }],
  ['/100', { data: { instances: { nodes: INSTANCES.slice(0, 100) } } }],
  ['/1000', { data: { instances: { nodes: INSTANCES } } }],
]);
