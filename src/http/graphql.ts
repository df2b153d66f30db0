import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.js';

/** Answers requests, whose JSON has been read, by Apollo Server. */
export function serveGraphQL(
  server: ApolloServer<Context>,
  contextOf: (request: Request, response: Response) => Context,
): RequestHandler {
  return async (request, response) => {
    const { status, headers, body } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: toHttpGraphQLRequest(request),
      context: async () => contextOf(request, response),
    });
    if (body.kind === 'chunked') throw new Error('the schema has no incremental delivery');
    response.statusCode = status ?? 200;
    for (const [name, value] of headers) response.setHeader(name, value);
    response.setHeader('Content-Length', Buffer.byteLength(body.string));
    response.end(body.string);
  };
}

function toHttpGraphQLRequest({ method, url, headers: given, body }: Request): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const query = url.indexOf('?');
  return { method, headers, search: query < 0 ? '' : url.slice(query), body };
}
