import {
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { Scope } from '../auth/caller.js';
import type { Context } from '../context.js';
import { ServiceError } from '../errors.js';
import { selectedFields } from '../resolvers/selection.js';

/**
 * Has each root field look at the scopes of its caller before its resolver does anything: the one place where that is done, which
 * every way in comes through. Of a change it also looks at what is selected of its result, so that nobody makes a change whose
 * result he may not see. Throws where a root field does not say which scope it needs.
 */
export function authorizeRoots(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) authorizeRoot(field);
  }
}

function authorizeRoot(field: GraphQLField<unknown, Context>): void {
  const { name, resolve, subscribe, extensions } = field;
  const scope = extensions.scope as Scope | undefined;
  if (scope === undefined || resolve === undefined)
    throw new Error(`${name} does not say which scope it needs`);
  const authorized = (carryOut: typeof resolve): typeof resolve => {
    return (root, args, context, info) => {
      const missing = missingScope(scope, context.caller.scopes, info);
      if (missing !== undefined) throw forbidden(context, name, missing);
      return carryOut(root, args, context, info);
    };
  };
  field.resolve = authorized(resolve);
  // Before it begins; with each event the scopes are looked at again.
  if (subscribe !== undefined) field.subscribe = authorized(subscribe);
}

function missingScope(own: Scope, scopes: ReadonlySet<Scope>, info: GraphQLResolveInfo): Scope | undefined {
  if (!scopes.has(own)) return own;
  return scopes.has('instances:read') || !readsResult(info) ? undefined : 'instances:read';
}

function forbidden(context: Context, operation: string, missing: Scope): ServiceError {
  const reason = `${operation} needs the scope ${missing}, which ${context.caller.name} has not`;
  writeDown(context, operation, reason);
  return new ServiceError('FORBIDDEN', reason);
}

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

/** Whether more of an instance is selected of a change than that. */
function readsResult(info: GraphQLResolveInfo): boolean {
  const fieldsOf = selectedFields(info);

  const readsInstance = (type: GraphQLOutputType, set: SelectionSetNode | undefined): boolean => {
    const named = getNamedType(type);
    return fieldsOf(set).some(({ name: { value: name }, selectionSet }) => {
      if (named.name === 'Instance' && !OF_THE_CHANGE.has(name)) return true;
      const field = isObjectType(named) ? named.getFields()[name] : undefined;
      return field !== undefined && readsInstance(field.type, selectionSet);
    });
  };

  return info.fieldNodes.some(({ selectionSet }) => readsInstance(info.returnType, selectionSet));
}
