import { type ApolloServerPlugin, type GraphQLRequestListener, HeaderMap } from '@apollo/server';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Context } from '../context.js';
import { MOST_FIELDS, type RunCompiled } from './compiled.js';
import { type CostOf, costFault } from './complexity.js';
import { documentSize } from './document-size.js';
import { ec2Extension } from './ec2-extension.js';
import { Recent } from './recent.js';
import { SharedAnswers } from './shared-answers.js';
import { variablesFault } from './variable-fault.js';

/** Of an answer, in characters: writing one takes longer than waiting for others who want the same. */
const LONG = 16 * 1024;

/** A query that Apollo has found valid. */
interface Known {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Of equal variables of one caller, where the last answer was long. */
  shared: SharedAnswers<string | undefined> | undefined;
}

/** The answer to a body of GraphQL over HTTP, as JSON; undefined where Apollo has to give it. */
export type AnswerFrequent = (body: unknown, context: () => Context) => Promise<string | undefined>;

/**
 * Compiled queries in Apollo's place. The plugin has them answer where Apollo would have graphql-js do so. Once one has
 * answered, Apollo has parsed and validated its text, and the next request with the same text needs nothing of Apollo but
 * what `answer` does: the limits of variables and costs, and the extension. All else is left to Apollo: other parameters, wrong
 * variables, errors.
 */
export function frequentQueries(runCompiled: RunCompiled, costOf: CostOf) {
  const known = new Recent<string, Known>(MOST_FIELDS);

  const listener: GraphQLRequestListener<Context> = {
    async responseForOperation({ source, document, operation, request: { variables = {} }, contextValue }) {
      // An unknown operation name is Apollo's to refuse.
      const singleResult = operation && (await runCompiled(document, variables, contextValue));
      if (!singleResult) return null;
      if (known.get(source)?.document !== document) {
        known.set(source, { document, operation, shared: undefined }, documentSize(document));
      }
      return {
        http: { status: undefined, headers: new HeaderMap() },
        body: { kind: 'single', singleResult },
      };
    },
  };
  const plugin: ApolloServerPlugin<Context> = { requestDidStart: async () => listener };

  const answer: AnswerFrequent = async (body, context) => {
    const asked = body as { readonly query?: unknown };
    const found = typeof asked.query === 'string' ? known.get(asked.query) : undefined;
    const variables = found && variablesAlone(asked, found.operation);
    if (!variables || !isWithinLimit(found, variables)) return undefined;
    const contextValue = context();
    const write = () => written(found, variables, contextValue);
    if (found.shared === undefined) return write();
    // Two tokens of one name may have different scopes.
    const { name, scopes } = contextValue.caller;
    return found.shared.answer(JSON.stringify([name, [...scopes], variables]), write);
  };

  const written = async (found: Known, variables: Readonly<Record<string, unknown>>, context: Context) => {
    const result = await runCompiled(found.document, variables, context);
    if (!result) return undefined;
    const text = `${JSON.stringify({ data: result.data, extensions: { ec2: ec2Extension(context) } })}\n`;
    if (text.length < LONG) found.shared = undefined;
    else found.shared ??= new SharedAnswers();
    return text;
  };

  const isWithinLimit = (
    { document, operation }: { document: DocumentNode; operation: OperationDefinitionNode },
    variables: Readonly<Record<string, unknown>>,
  ): boolean => {
    if (variablesFault(variables)) return false;
    try {
      return costFault(costOf(document, operation, variables)) === undefined;
    } catch {
      return false;
    }
  };

  return { plugin, answer };
}

const PARAMETERS = new Set(['query', 'variables', 'operationName']);

/** The variables of a body that has no more than them, the query and its own operation name. */
function variablesAlone(
  body: Readonly<Record<string, unknown>>,
  operation: OperationDefinitionNode,
): Readonly<Record<string, unknown>> | undefined {
  const { variables, operationName } = body;
  if (!Object.keys(body).every((name) => PARAMETERS.has(name))) return undefined;
  if (operationName != null && operationName !== operation.name?.value) return undefined;
  if (variables == null) return {};
  const isRecord = typeof variables === 'object' && !Array.isArray(variables);
  return isRecord ? (variables as Record<string, unknown>) : undefined;
}
