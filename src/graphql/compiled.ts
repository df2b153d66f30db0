import { setImmediate as nextTurn } from 'node:timers/promises';
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, getOperationAST } from 'graphql';
import type { Context } from '../context.js';
import type { Compiled } from './compile.js';
import { documentSize } from './document-size.js';
import type { ReportFault } from './faults.js';
import { Recent } from './recent.js';

/** Compiling takes about as long as carrying a document out ten times, so that it has to come again. */
const SIGHTINGS = 3;
/** In fields, of one document: compiling blocks all other requests for up to 30 ms. */
const MOST_OF_ONE = 200;
/** In fields, of all that are kept: 60 to 100 MiB. */
export const MOST_FIELDS = 20_000;

/** Carries out the one operation of a document; undefined where graphql-js has to. */
export type RunCompiled = (
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  context: Context,
) => Promise<ExecutionResult | undefined>;

/**
 * Queries that come again and again, compiled to JavaScript. They give what graphql-js gives, but for errors: where there
 * are any, graphql-js has to carry out the query again, over what the request's loaders have read already. So it has where the
 * compiler cannot be loaded or itself fails. Mutations are never compiled, as they may not be carried out again.
 */
export function compiledQueries(schema: GraphQLSchema, report: ReportFault): RunCompiled {
  const sightings = new WeakMap<DocumentNode, number>();
  const compiled = new Recent<DocumentNode, Compiled>(MOST_FIELDS);
  const refused = new WeakSet<DocumentNode>();
  const failed = new WeakSet<Context>();
  let isReported = false;
  let turns: Promise<unknown> = Promise.resolve();

  /** A turn of the event loop in which nothing else is compiled, so that others are answered in between. */
  const ownTurn = () => {
    turns = turns.then(() => nextTurn());
    return turns;
  };

  const hasComeAgain = (document: DocumentNode): boolean => {
    const seen = (sightings.get(document) ?? 0) + 1;
    sightings.set(document, seen);
    return seen >= SIGHTINGS;
  };

  /** Undefined where it cannot be loaded: the next query that has come often enough tries again. */
  const loadCompiler = async ({ requestId }: Context) => {
    try {
      return (await import('./compile.js')).compile;
    } catch (fault) {
      if (!isReported) report(fault, requestId);
      isReported = true;
      return undefined;
    }
  };

  const compileNow = async (document: DocumentNode, context: Context): Promise<Compiled | undefined> => {
    // Once dropped, it has to come as often again, so that queries in turns are not compiled time after time.
    sightings.delete(document);
    const operation = getOperationAST(document);
    const size = documentSize(document);
    if (operation?.operation !== 'query' || size > MOST_OF_ONE) {
      refused.add(document);
      return undefined;
    }
    const compile = await loadCompiler(context);
    await ownTurn();
    const made = compiled.get(document) ?? compile?.(schema, document, operation);
    if (made) compiled.set(document, made, size);
    else if (compile) refused.add(document);
    return made;
  };

  return async (document, variables, context) => {
    if (failed.has(context) || refused.has(document)) return undefined;
    try {
      const run = compiled.get(document) ?? (hasComeAgain(document) && (await compileNow(document, context)));
      if (!run) return undefined;
      const result = await run(variables, context);
      if (!result?.errors) return result;
      failed.add(context);
    } catch (fault) {
      refused.add(document);
      report(fault, context.requestId);
    }
    return undefined;
  };
}
