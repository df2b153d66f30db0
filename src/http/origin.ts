import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import { Failure } from '../rest/failure.js';

/** Why a request with these headers is refused; undefined where it is not. */
export type RefusalOf = (headers: IncomingHttpHeaders) => string | undefined;

export interface Allowed {
  /** Names and addresses under which the service may be asked for; undefined for any. */
  readonly hosts: readonly string[] | undefined;
  /** Origins beside the service's own. */
  readonly origins: readonly string[];
}

/**
 * Keeps out web pages that a user of the same network or machine happens to look at: a name that was made to resolve
 * to this service (DNS rebinding), and requests that a page of another origin makes.
 */
export function refusals({ hosts, origins }: Allowed): RefusalOf {
  const isAllowed = hosts && allowance(hosts);
  return ({ host = '', origin }) => {
    if (isAllowed?.(host) === false) {
      return `Host: expected one of ${hosts?.join(', ')}, got '${host}' (ALLOWED_HOSTS)`;
    }
    if (origin === undefined || isSameOrigin(origin, host) || origins.includes(origin)) return undefined;
    return `Origin: expected the service's own by its Host, or one of CORS_ORIGINS, got '${origin}'`;
  };
}

/** Serves besides who comes to an address, or names none, as probes do and Prometheus: a rebound page comes by a name. */
export function refusalsOfNames(refusalOf: RefusalOf): RefusalOf {
  return (headers) => {
    const { host, origin } = headers;
    const isName = host !== undefined && !isAddress(host);
    return isName || origin !== undefined ? refusalOf(headers) : undefined;
  };
}

export function guardOrigin(refusalOf: RefusalOf): RequestHandler {
  return ({ headers, httpVersion }, _response, next) => {
    if (headers.host === undefined && httpVersion === '1.1') {
      throw new Failure('BAD_USER_INPUT', 'Host: expected one, got none', { status: 400 });
    }
    const refusal = refusalOf(headers);
    if (refusal !== undefined) throw new Failure('BAD_USER_INPUT', refusal, { status: 403 });
    next();
  };
}

/** Spellings of allowed hosts that are remembered; they differ in their case and port alone. */
const MOST_SPELLINGS = 100;

/** Parsing takes longer than all else in this file, and clients name the same host with every request. */
function allowance(allowedHosts: readonly string[]): (host: string) => boolean {
  const known = new Set<string>();
  return (host) => {
    if (known.has(host)) return true;
    const isAllowed = allowedHosts.includes(parse(host)?.hostname ?? '');
    if (isAllowed && known.size < MOST_SPELLINGS) known.add(host);
    return isAllowed;
  };
}

function isAddress(host: string): boolean {
  return isIP((parse(host)?.hostname ?? '').replace(/^\[|\]$/g, '')) !== 0;
}

/** The scheme may differ, where a proxy ends TLS. */
function isSameOrigin(origin: string, host: string): boolean {
  const from = parse(origin);
  return from !== undefined && from.host === parse(host, from.protocol)?.host;
}

/** Parsed as a URL, which gives lower case and leaves out default ports. */
function parse(text: string, scheme?: string): URL | undefined {
  const url = scheme || !text.includes('://') ? `${scheme ?? 'http:'}//${text}` : text;
  return URL.canParse(url) ? new URL(url) : undefined;
}
