import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.js';
import { requestFault } from '../graphql/request-fault.js';
import type { GraphQLService } from '../graphql/server.js';
import { Failure } from '../rest/failure.js';
import { sendText } from '../rest/send.js';

/** What Apollo takes for a wish of JSON, as most clients word it. */
const PLAIN_JSON = new Set([undefined, '*/*', 'application/json']);

/** Answers requests, whose JSON has been read: frequent queries at once, all else by Apollo Server. */
export function serveGraphQL(
  { server, answerFrequent }: GraphQLService,
  contextOf: (request: Request, response: Response) => Context,
): RequestHandler {
  return async (request, response) => {
    // Here, as Apollo would mask what is thrown when it asks for it.
    const context = contextOf(request, response);
    // A JSON body is one that no page of elsewhere can send unasked, so that CSRF prevention has nothing against it.
    // With a deadline of its own it must not wait for an answer that is shared with others.
    const isPlain =
      request.method === 'POST' &&
      request.body &&
      PLAIN_JSON.has(request.headers.accept) &&
      request.headers['x-request-timeout-ms'] === undefined;
    const text = isPlain ? await answerFrequent(request.body, () => context) : undefined;
    if (text !== undefined) {
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
      sendText(response, text);
      return;
    }
    const fault = requestFault(request.method === 'GET' ? askedByGet(request) : request.body);
    if (fault !== undefined) throw new Failure('BAD_USER_INPUT', fault);
    sendApollos(response, await askApollo(server, request, context));
  };
}

function askApollo(
  server: GraphQLService['server'],
  request: Request,
  context: Context,
): Promise<HTTPGraphQLResponse> {
  return server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: toHttpGraphQLRequest(request),
    context: async () => context,
  });
}

function sendApollos(response: Response, answer: HTTPGraphQLResponse): void {
  const { status, headers, body } = answer;
  if (body.kind === 'chunked') throw new Error('the schema has no incremental delivery');
  response.statusCode = status ?? 200;
  for (const [name, value] of headers) response.set(name, value);
  sendText(response, body.string);
}

/** What a body would have. Apollo says so where the variables are no JSON. */
function askedByGet({ url }: Request): { query: string | null; variables: unknown } {
  const given = new URLSearchParams(searchOf(url));
  return { query: given.get('query'), variables: parsed(given.get('variables') ?? 'null') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function searchOf(url: string): string {
  // A fragment is no part of what is asked for, though nothing keeps a client from sending one.
  const [target = ''] = url.split('#', 1);
  const query = target.indexOf('?');
  return query < 0 ? '' : target.slice(query);
}

function toHttpGraphQLRequest({ method, url, headers: given, body }: Request): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { method, headers, search: searchOf(url), body };
}
