import type { GraphQLResolveInfo } from 'graphql';
import { parseResolveInfo, type ResolveTree } from 'graphql-parse-resolve-info';
import type { AuthChecker } from 'type-graphql';
import type { Scope } from '../auth/caller.js';
import type { Context } from '../context.js';
import { ServiceError } from '../errors.js';

/**
 * Whether a caller may have a root field of the schema: the one place where scopes are looked at, before the field's resolver
 * does anything. Of a change it also looks at what is selected of its result, so that nobody makes a change whose result he
 * may not see.
 */
export const authorize: AuthChecker<Context, Scope> = ({ context, info }, required) => {
  const { caller } = context;
  const missing = [...required, ...forSelection(info)].find((scope) => !caller.scopes.has(scope));
  if (missing === undefined) return true;
  const reason = `${info.fieldName} needs the scope ${missing}, which ${caller.name} has not`;
  writeDown(context, info.fieldName, reason);
  throw new ServiceError('FORBIDDEN', reason);
};

/** Of each request: a query that was compiled is carried out once more where there are errors. */
const writtenDown = new WeakMap<Context, Set<string>>();

function writeDown(context: Context, operation: string, reason: string): void {
  const reasons = writtenDown.get(context) ?? new Set();
  writtenDown.set(context, reasons);
  if (reasons.has(reason)) return;
  reasons.add(reason);
  const { caller, requestId, trail } = context;
  void trail.write({ audit: 'refused', caller: caller.name, requestId, operation, reason }).catch(() => {});
}

/** What a change tells of an instance by itself. */
const OF_THE_CHANGE = new Set(['id', 'state', '__typename']);

function forSelection(info: GraphQLResolveInfo): Scope[] {
  if (info.parentType.name !== 'Mutation') return [];
  return readsInstance(parseResolveInfo(info) as ResolveTree) ? ['instances:read'] : [];
}

function readsInstance({ fieldsByTypeName }: ResolveTree): boolean {
  return Object.entries(fieldsByTypeName).some(([type, fields]) =>
    Object.values(fields).some(
      (field) => (type === 'Instance' && !OF_THE_CHANGE.has(field.name)) || readsInstance(field),
    ),
  );
}
