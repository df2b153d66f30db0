import { documented, fixedInstances } from '../instances.js';

const INSTANCES = fixedInstances(1000).map(documented);

/** What a server without GraphQL answers on each path, from memory. */
export const ANSWERS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['/1', { data: { instance: INSTANCES[0] } }],
  ['/100', { data: { instances: { nodes: INSTANCES.slice(0, 100) } } }],
  ['/1000', { data: { instances: { nodes: INSTANCES } } }],
]);
