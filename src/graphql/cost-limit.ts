import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Context } from '../context.js';
import { type CostOf, costFault } from './complexity.js';
import { variableFault } from './variable-fault.js';

/** Refuses operations that would cost EC2 or this service more than the limit, before any of their fields is resolved. */
export function costLimitPlugin(costOf: CostOf): ApolloServerPlugin<Context> {
  const listener: GraphQLRequestListener<Context> = {
    async didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
      // Apollo comes here too with an operation name that it does not know, and refuses it by itself.
      if (operation === undefined) return;
      // In better words.
      if (variableFault(schema, operation, variables)) return;
      const fault = faultOf(() => costOf(document, operation, variables));
      if (fault !== undefined) throw badRequest(fault);
    },
  };
  return { requestDidStart: async () => listener };
}

function faultOf(cost: () => ReturnType<CostOf>): string | undefined {
  try {
    return costFault(cost());
  } catch (error) {
    if (error instanceof GraphQLError) return error.message;
    throw error;
  }
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
