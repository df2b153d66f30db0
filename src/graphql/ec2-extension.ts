import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Context } from '../context.js';

/** `extensions.ec2` of every answer: the EC2 calls that the request took part in, and its waits for the budget. */
export function ec2Extension({ call }: Context) {
  return { calls: call.ledger.calls, waitedMs: call.ledger.waitedMs };
}

const listener: GraphQLRequestListener<Context> = {
  async willSendResponse({ response, contextValue }) {
    if (response.body.kind !== 'single') return;
    const { singleResult } = response.body;
    singleResult.extensions = { ...singleResult.extensions, ec2: ec2Extension(contextValue) };
  },
};

export const ec2ExtensionPlugin: ApolloServerPlugin<Context> = { requestDidStart: async () => listener };
