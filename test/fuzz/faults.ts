import { ROUTES } from '../../src/rest/routes.js';
import type { Answer } from './connection.js';
import type { Sent } from './http-text.js';

const REST_STATUSES = [200, 204, 400, 403, 404, 405, 408, 409, 413, 415, 503, 504];
const GRAPHQL_STATUSES = [200, 204, 400, 403, 405, 413, 415, 503];
/** What the service looks like within: a stack trace, or a page of a framework. */
const INSIDES = /\n\s+at \S|node_modules|\.[jt]s:\d+:\d+|<html/i;

/** What must not be wrong with an answer, whatever it answers. */
export function faultOfAny({ status, headers, body }: Answer): string | undefined {
  if (Number.isNaN(status)) return 'no status';
  if (status < 200) return undefined;
  if (status === 500) return 'an internal error';
  if (headers['x-request-id'] === undefined) return 'no X-Request-Id';
  if (headers['x-powered-by'] !== undefined) return 'X-Powered-By';
  if (headers['content-type']?.startsWith('text/html') || INSIDES.test(body)) {
    return 'a stack trace or a page of HTML';
  }
  return undefined;
}

/** What is wrong with an answer, if anything. */
export function faultOf({ door, isHead = false }: Sent, answer: Answer): string | undefined {
  const { status, headers, body } = answer;
  const statuses = door === 'REST' ? REST_STATUSES : GRAPHQL_STATUSES;
  if (!statuses.includes(status)) return 'its status';
  const fault = faultOfAny(answer);
  if (fault !== undefined) return fault;
  if (isHead || status === 204) return undefined;
  if (!/^application\/([a-z-]+\+)?json\b/.test(headers['content-type'] ?? '')) return 'no JSON';
  const value = parsed(body);
  if (value === undefined) return 'malformed JSON';
  return door === 'REST' ? restFault(answer, value) : graphqlFault(value);
}

/** A JSON string, or a problem document, where it is not what the route documents. */
function restFault({ status, headers }: Answer, value: unknown): string | undefined {
  if (status === 200) return isBody(value) ? undefined : 'not a documented body';
  if (headers['content-type']?.startsWith('application/problem+json')) {
    const { status: told, title, detail, code } = value as Record<string, unknown>;
    const isProblem = told === status && [title, detail, code].every((text) => typeof text === 'string');
    return isProblem ? undefined : 'not a problem document';
  }
  return typeof value === 'string' ? undefined : 'not a JSON string';
}

function isBody(value: unknown): boolean {
  if (value === 'Instance modification succeeded') return true;
  if (Array.isArray(value)) return value.every((id) => /^i-[0-9a-f]{17}$/.test(id));
  const { routes = [] } = value as { readonly routes?: readonly unknown[] };
  return typeof value === 'object' && [0, ROUTES.length].includes(routes.length);
}

function graphqlFault(value: unknown): string | undefined {
  const { data, errors, extensions, ...others } = value as Record<string, unknown>;
  if (Object.keys(others).length > 0) return 'keys that GraphQL has not';
  if (data === undefined && errors === undefined) return 'neither data nor errors';
  const codes = ((errors ?? []) as GraphQLFailure[]).map(
    ({ message, extensions }) => message && extensions?.code,
  );
  if (codes.some((code) => code === undefined || code === '')) return 'an error without a message or a code';
  if (codes.includes('INTERNAL_SERVER_ERROR')) return 'an internal error';
  return undefined;
}

interface GraphQLFailure {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
