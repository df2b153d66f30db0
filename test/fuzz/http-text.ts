/** A request as it is written on the socket, and what the checks have to know of it. */
export interface Sent {
  readonly bytes: Buffer;
  readonly door: 'REST' | 'GraphQL';
  readonly isHead?: boolean;
  /** Whether it may launch: with its key it may be sent again until it is known what it launched. */
  readonly launches?: boolean;
}

/** Of a request that may wait for a state: less than it may wait by itself. */
export const HASTE = ['X-Request-Timeout-Ms', '200'] as const;

export type Headers = readonly (readonly [string, string])[];

/** Writes HTTP by hand, as clients of Node refuse to send most of what is of interest. */
export function written(method: string, target: string, headers: Headers, body: string | undefined): Buffer {
  const content = Buffer.from(body ?? '');
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(headers.some(([name]) => name === 'Host') ? [] : ['Host: 127.0.0.1']),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${content.length}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]);
}

/** As in a query string or a form. */
export function encoded(pairs: readonly (readonly [string, unknown])[]): string {
  return pairs.map(([name, value]) => `${escaped(name)}=${escaped(asText(value))}`).join('&');
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A lone surrogate cannot be encoded. */
export function escaped(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
