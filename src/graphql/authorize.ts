import {
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { AuthChecker } from 'type-graphql';
import type { Scope } from '../auth/caller.js';
import type { Context } from '../context.js';
import { ServiceError } from '../errors.js';
import { selectedFields } from '../resolvers/selection.js';

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
  const fieldsOf = selectedFields(info);

  const readsInstance = (type: GraphQLOutputType, set: SelectionSetNode | undefined): boolean => {
    const named = getNamedType(type);
    return fieldsOf(set).some(({ name: { value: name }, selectionSet }) => {
      if (named.name === 'Instance' && !OF_THE_CHANGE.has(name)) return true;
      const field = isObjectType(named) ? named.getFields()[name] : undefined;
      return field !== undefined && readsInstance(field.type, selectionSet);
    });
  };

  const reads = info.fieldNodes.some(({ selectionSet }) => readsInstance(info.returnType, selectionSet));
  return reads ? ['instances:read'] : [];
}
