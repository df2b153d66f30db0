import type { Route } from '../route.js';
import type { Manual } from './manual.js';
import { CHANGES } from './manual-changes.js';
import { READS } from './manual-reads.js';

const MANUAL: Readonly<Record<string, Manual>> = { ...CHANGES, ...READS };

/** The routes that have one; a test compares them with the rows. */
export const DESCRIBED_ROUTES: readonly string[] = Object.keys(MANUAL);

export function keyOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

export function manualOf(route: Route): Manual {
  const manual = MANUAL[keyOf(route)];
  if (manual === undefined) throw new Error(`the document has no manual of the route ${keyOf(route)}`);
  return manual;
}
