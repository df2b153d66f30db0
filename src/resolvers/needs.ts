import { Extensions } from 'type-graphql';
import type { Scope } from '../auth/caller.js';

/** The scope that a root field needs, which is looked at before it is resolved; see graphql/authorize.ts. */
export function Needs(scope: Scope) {
  return Extensions({ scope });
}
