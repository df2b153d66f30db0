import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

/** What a policy allows, by directive. */
export type Directives = Readonly<Record<string, readonly string[]>>;

export type Headers = readonly (readonly [name: string, value: string])[];

/** All that helmet has and is left off here; docs/decisions/0016-security-headers.md tells why. */
const LEFT_OFF = {
  crossOriginEmbedderPolicy: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  strictTransportSecurity: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xPoweredBy: false,
  xXssProtection: false,
} as const satisfies HelmetOptions;

/** The headers that helmet gives with this policy, found out once: they are the same for every answer. */
export function headersWith(directives: Directives): Headers {
  const headers: [string, string][] = [];
  const response = { setHeader: (name: string, value: string) => headers.push([name, value]) };
  const give = helmet({
    ...LEFT_OFF,
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xContentTypeOptions: true,
  });
  give({} as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}

/** Of everything but pages: nothing in it is to be carried out or shown, whatever it looks like. */
export const API_HEADERS = headersWith({ 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] });

export const protect: RequestHandler = (_request, response, next) => {
  give(response, API_HEADERS);
  next();
};

/** In place of what the answer has of these headers. */
export function give(response: ServerResponse, headers: Headers): void {
  for (const [name, value] of headers) response.setHeader(name, value);
}
