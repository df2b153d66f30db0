import type { ApolloServer } from '@apollo/server';
import type { Context } from '../context.js';
import type { Answer } from './answer.js';
import { requestFault } from './request-fault.js';
import type { Stream, Subscriptions } from './subscriptions.js';

/** An operation as a client sends it. */
export interface Operation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/**
 * Carries out an operation that has not come by HTTP, within the same limits and with the same errors; a subscription is begun.
 */
export type CarryOut = (operation: Operation, context: Context) => Promise<Answer | Stream>;

export function carryingOut(server: ApolloServer<Context>, subscriptions: Subscriptions): CarryOut {
  return async ({ query, operationName, variables }, contextValue) => {
    const fault = requestFault({ query, variables });
    if (fault !== undefined) return { errors: [{ message: fault, extensions: { code: 'BAD_USER_INPUT' } }] };
    const request = {
      query,
      ...(operationName != null && { operationName }),
      ...(variables != null && { variables }),
    };
    subscriptions.allow(contextValue);
    const { body } = await server.executeOperation(request, { contextValue });
    if (body.kind === 'incremental') throw new Error('the schema has no incremental delivery');
    return subscriptions.begun(contextValue) ?? body.singleResult;
  };
}
