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

/** What the page of Apollo Sandbox loads. */
const SANDBOX_HEADERS = headersWith({
  'default-src': ["'none'"],
  // The page has a policy of its own besides, which leaves of inline scripts and styles those with the nonce of the answer.
  'script-src': ["'unsafe-inline'", 'https://embeddable-sandbox.cdn.apollographql.com'],
  'style-src': [
    "'unsafe-inline'",
    'https://embeddable-sandbox.cdn.apollographql.com',
    'https://fonts.googleapis.com',
  ],
  'font-src': ['https://fonts.gstatic.com'],
  'img-src': ['https://apollo-server-landing-page.cdn.apollographql.com'],
  'manifest-src': ['https://apollo-server-landing-page.cdn.apollographql.com'],
  'frame-src': ['https://sandbox.embed.apollographql.com'],
  // The page asks the service for what its frame wants.
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
});

export const protect: RequestHandler = (_request, response, next) => {
  give(response, API_HEADERS);
  next();
};

/** In place of the headers of an answer that is no page. */
export function protectSandbox(response: ServerResponse): void {
  give(response, SANDBOX_HEADERS);
}

export function give(response: ServerResponse, headers: Headers): void {
  for (const [name, value] of headers) response.setHeader(name, value);
}
