import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Service } from './service.js';

/** What a client of graphql-ws hears: an answer, errors before anything was carried out, or a closed connection. */
export interface Heard {
  // biome-ignore lint/suspicious/noExplicitAny: what a test selects has the shape that the test expects
  readonly answer?: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly closed?: number;
}

/** Asks for one operation over a WebSocket of its own. */
export async function askOverWebSocket({ url }: Service, query: string, token?: string): Promise<Heard> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token !== undefined && { connectionParams: { Authorization: `Bearer ${token}` } }),
  });
  try {
    for await (const answer of client.iterate({ query })) return { answer };
    throw new Error('there was no answer');
  } catch (error) {
    if (Array.isArray(error)) return { errors: error };
    if (typeof error === 'object' && error !== null && 'code' in error) return { closed: Number(error.code) };
    throw error;
  } finally {
    await client.dispose();
  }
}
