import { type ApolloServerPlugin, type GraphQLRequestListener, HeaderMap } from '@apollo/server';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Context } from '../context.js';
import type { RunCompiled } from './compiled.js';
import type { Complexity } from './complexity.js';
import { ec2Extension } from './ec2-extension.js';
import { LIMITS } from './limits.js';
import { Recent } from './recent.js';

/** As many as are kept compiled. */
const MOST_KNOWN = 500;

/** The answer to a body of GraphQL over HTTP, as JSON; undefined where Apollo has to give it. */
export type AnswerFrequent = (body: unknown, context: () => Context) => Promise<string | undefined>;

/**
 * Compiled queries in Apollo's place. The plugin has them answer where Apollo would have graphql-js do so. Once one has
 * answered, Apollo has parsed and validated its text, and the next request with the same text needs nothing of Apollo but
 * what `answer` does: the limit of complexity and the extension. All else is left to Apollo: other parameters, wrong
 * variables, errors.
 */
export function frequentQueries(runCompiled: RunCompiled, complexityOf: Complexity) {
  const known = new Recent<string, { document: DocumentNode; operation: OperationDefinitionNode }>(
    MOST_KNOWN,
  );

  const listener: GraphQLRequestListener<Context> = {
    async responseForOperation({ source, document, operation, request: { variables = {} }, contextValue }) {
      // An unknown operation name is Apollo's to refuse.
      const singleResult = operation && (await runCompiled(document, variables, contextValue));
      if (!singleResult) return null;
      known.set(source, { document, operation });
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
    const result = await runCompiled(found.document, variables, contextValue);
    if (!result) return undefined;
    return `${JSON.stringify({ data: result.data, extensions: { ec2: ec2Extension(contextValue) } })}\n`;
  };

  const isWithinLimit = (
    { document, operation }: { document: DocumentNode; operation: OperationDefinitionNode },
    variables: Readonly<Record<string, unknown>>,
  ): boolean => {
    try {
      return complexityOf(document, operation, variables) <= LIMITS.complexity;
    } catch {
      return false;
    }
  };

  return { plugin, answer };
}

/** The variables of a body that has no more than them, the query and its own operation name. */
function variablesAlone(
  body: Readonly<Record<string, unknown>>,
  operation: OperationDefinitionNode,
): Readonly<Record<string, unknown>> | undefined {
  const { query, variables, operationName, ...others } = body;
  if (Object.keys(others).length > 0) return undefined;
  if (operationName != null && operationName !== operation.name?.value) return undefined;
  if (variables == null) return {};
  const isRecord = typeof variables === 'object' && !Array.isArray(variables);
  return isRecord ? (variables as Record<string, unknown>) : undefined;
}
