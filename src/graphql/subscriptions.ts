import { type ApolloServerPlugin, type GraphQLRequestListener, HeaderMap } from '@apollo/server';
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { Context, RequestCall } from '../context.js';
import type { Answer } from './answer.js';
import { ec2Extension } from './ec2-extension.js';
import { formatError, maskedErrors } from './errors.js';
import type { ReportFault } from './faults.js';

const OVER_WEBSOCKET =
  'expected a query or a mutation: subscriptions are answered over WebSocket, on this path, by the protocol graphql-transport-ws';

/** A subscription that has begun. */
export interface Stream {
  readonly events: AsyncIterable<unknown>;
  /** What is answered of an event: in a context of its own, as time has passed since the last. */
  answer(event: unknown, context: Context): Promise<Answer>;
  /** The error with which the events have ended, as callers see it. */
  failure(error: unknown): Error;
}

/**
 * Subscriptions, begun where Apollo, which has none, would carry out the operation: so they have come through all that it looks at
 * before. Only a request that can be answered more than once may begin one.
 */
export class Subscriptions {
  /** By the call of a request, as Apollo carries it out in a copy of its context. */
  private readonly streams = new WeakMap<RequestCall, Stream | undefined>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly report: ReportFault,
  ) {}

  readonly plugin: ApolloServerPlugin<Context> = { requestDidStart: async () => this.listener };

  private readonly listener: GraphQLRequestListener<Context> = {
    didResolveOperation: async ({ operation, contextValue }) => {
      if (operation?.operation === 'subscription' && !this.streams.has(contextValue.call))
        throw new GraphQLError(OVER_WEBSOCKET, { extensions: { code: 'BAD_USER_INPUT' } });
    },
    responseForOperation: async ({ document, operation, request, contextValue }) => {
      if (operation?.operation !== 'subscription') return null;
      const { variables: variableValues = {}, operationName } = request;
      const args = { schema: this.schema, document, operationName, variableValues };
      const singleResult = await this.begin(args, contextValue);
      return {
        http: { status: undefined, headers: new HeaderMap() },
        body: { kind: 'single', singleResult },
      };
    },
  };

  /** Has requests of this context begin a subscription, where they ask for one. */
  allow({ call }: Context): void {
    this.streams.set(call, undefined);
  }

  begun({ call }: Context): Stream | undefined {
    return this.streams.get(call);
  }

  private async begin(args: Omit<ExecutionArgs, 'contextValue'>, context: Context) {
    const begun = await createSourceEventStream({ ...args, contextValue: context });
    if (!(Symbol.asyncIterator in begun)) return this.formatted(begun, context);
    this.streams.set(context.call, {
      events: begun,
      answer: async (rootValue, contextValue) =>
        this.formatted(await execute({ ...args, rootValue, contextValue }), contextValue),
      failure: (error) => this.failure(error, context),
    });
    return { data: null };
  }

  private formatted({ data, errors }: ExecutionResult, context: Context) {
    for (const fault of maskedErrors(errors ?? [])) this.report(fault, context.requestId);
    return {
      ...(data !== undefined && { data }),
      ...(errors && { errors: errors.map((error) => formatError(error.toJSON(), error)) }),
      extensions: { ec2: ec2Extension(context) },
    };
  }

  /** graphql-ws hands on the extensions of what is thrown. */
  private failure(error: unknown, context: Context): Error {
    const located = new GraphQLError(error instanceof Error ? error.message : '', {
      originalError: error as Error,
      path: [],
    });
    for (const fault of maskedErrors([located])) this.report(fault, context.requestId);
    const { message, extensions } = formatError(located.toJSON(), located);
    return Object.assign(new Error(message), { extensions });
  }
}
