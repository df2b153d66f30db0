import {
  BREAK,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Context } from '../context.js';
import { Recent } from './recent.js';

/** Compiling takes about as long as carrying a document out ten times, so that it has to come again. */
const SIGHTINGS = 3;
/** A compiled document takes up to 31 KB. */
const MOST_COMPILED = 500;
/** Of the document: compiling blocks all other requests, for the longer the longer it is. */
const MOST_CHARACTERS = 5000;

/** Carries out the one operation of a document; undefined where graphql-js has to. */
export type RunCompiled = (
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  context: Context,
) => Promise<ExecutionResult | undefined>;

type Compiled = CompiledQuery['query'];

/**
 * Queries that come again and again, compiled to JavaScript. They give what graphql-js gives, but for errors: where there
 * are any, graphql-js has to carry out the query again, over what the request's loaders have read already. Mutations are
 * never compiled, as they may not be carried out again.
 */
export function compiledQueries(schema: GraphQLSchema): RunCompiled {
  const sightings = new WeakMap<DocumentNode, number>();
  const compiled = new Recent<DocumentNode, Compiled | 'not compiled'>(MOST_COMPILED);

  const compile = (document: DocumentNode): Compiled | 'not compiled' => {
    if (!isCompilable(document)) return 'not compiled';
    const result = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
    return isCompiledQuery(result) ? result.query : 'not compiled';
  };

  const find = (document: DocumentNode): Compiled | 'not compiled' => {
    const known = compiled.get(document);
    if (known) return known;
    const seen = (sightings.get(document) ?? 0) + 1;
    sightings.set(document, seen);
    if (seen < SIGHTINGS) return 'not compiled';
    const made = compile(document);
    compiled.set(document, made);
    return made;
  };

  return async (document, variables, context) => {
    const run = find(document);
    if (run === 'not compiled') return undefined;
    const result = await run(undefined, context, variables);
    return result.errors ? undefined : result;
  };
}

/** Directives are left to graphql-js: compiled, a field that one leaves out and that comes again stands in another place. */
function isCompilable(document: DocumentNode): boolean {
  if (getOperationAST(document)?.operation !== 'query') return false;
  if ((document.loc?.end ?? 0) > MOST_CHARACTERS) return false;
  let hasDirectives = false;
  visit(document, {
    Directive: () => {
      hasDirectives = true;
      return BREAK;
    },
  });
  return !hasDirectives;
}
