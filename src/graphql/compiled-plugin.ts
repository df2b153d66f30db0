import { type ApolloServerPlugin, type GraphQLRequestListener, HeaderMap } from '@apollo/server';
import type { Context } from '../context.js';
import type { RunCompiled } from './compiled.js';

/** Has compiled queries answer in Apollo's place; where they do not, Apollo has graphql-js do so. */
export function compiledPlugin(runCompiled: RunCompiled): ApolloServerPlugin<Context> {
  const listener: GraphQLRequestListener<Context> = {
    async responseForOperation({ document, operation, request: { variables = {} }, contextValue }) {
      // An unknown operation name is Apollo's to refuse.
      const singleResult = operation && (await runCompiled(document, variables, contextValue));
      if (!singleResult) return null;
      return {
        http: { status: undefined, headers: new HeaderMap() },
        body: { kind: 'single', singleResult },
      };
    },
  };
  return { requestDidStart: async () => listener };
}
