import type { ApolloServer } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { Context } from '../context.js';
import { requestFault } from './request-fault.js';

/** An operation as a client sends it. */
export interface Operation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** Without `data` where nothing of it was carried out. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Carries out an operation that has not come by HTTP, within the same limits and with the same errors. */
export type CarryOut = (operation: Operation, context: Context) => Promise<Answer>;

export function carryingOut(server: ApolloServer<Context>): CarryOut {
  return async ({ query, operationName, variables }, contextValue) => {
    const fault = requestFault({ query, variables });
    if (fault !== undefined) return { errors: [{ message: fault, extensions: { code: 'BAD_USER_INPUT' } }] };
    const request = {
      query,
      ...(operationName != null && { operationName }),
      ...(variables != null && { variables }),
    };
    const { body } = await server.executeOperation(request, { contextValue });
    if (body.kind === 'incremental') throw new Error('the schema has no incremental delivery');
    return body.singleResult;
  };
}
