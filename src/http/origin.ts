import type { RequestHandler } from 'express';
import { Failure, sendFailure } from '../rest/failure.js';

/**
 * Keeps out web pages that a user of the same network or machine happens to look at: a name that was made to resolve
 * to this service (DNS rebinding), and requests that a page of another origin makes.
 */
export function guardOrigin(allowedHosts: readonly string[] | undefined): RequestHandler {
  const isAllowed = allowedHosts && allowance(allowedHosts);
  return (request, response, next) => {
    const host = request.headers.host ?? '';
    const { origin } = request.headers;
    if (isAllowed?.(host) === false) {
      refuse(`Host: expected one of ${allowedHosts?.join(', ')}, got '${host}' (ALLOWED_HOSTS)`);
    } else if (origin !== undefined && !isSameOrigin(origin, host)) {
      refuse(`Origin: expected the service's own, got '${origin}'`);
    } else next();

    function refuse(message: string): void {
      sendFailure(request, response, new Failure('BAD_USER_INPUT', message, { status: 403 }));
    }
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
