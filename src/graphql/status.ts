import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Context } from '../context.js';

const RESPONSE_TYPE = 'application/graphql-response+json';

const listener: GraphQLRequestListener<Context> = {
  async willSendResponse({ request, response }) {
    const asksForResponseType = request.http?.headers.get('accept')?.includes(RESPONSE_TYPE) ?? false;
    // A mutation by GET is not well-formed, whatever the client asks for.
    if (!asksForResponseType && response.http.status !== 405) response.http.status = 200;
  },
};

/**
 * Answers 200 to clients that do not ask for application/graphql-response+json, whatever errors there are: so GraphQL
 * over HTTP wants it for application/json. https://graphql.github.io/graphql-over-http/draft/#sec-application-json
 */
export const jsonStatusPlugin: ApolloServerPlugin<Context> = { requestDidStart: async () => listener };
