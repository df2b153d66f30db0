import { afterEach } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { type ClientOptions, WebSocket } from 'ws';
import { type Door, doorOf, type Served } from './doors.js';

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** The end of a WebSocket. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket as it is, at the path of GraphQL where it is not another, and the way in which it ends. */
export function aSocket(
  { url }: Served,
  options: ClientOptions = {},
  path = '/graphql',
  protocol = 'graphql-transport-ws',
) {
  const socket = new WebSocket(url.replace('http', 'ws') + path, protocol, options);
  open.push(() => socket.terminate());
  socket.on('error', () => {});
  const closed = new Promise<Closed>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  return { socket, closed };
}

interface ClientWishes {
  /** What the client begins with. */
  readonly params?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
}

/** A client of graphql-ws that stays connected until one of the two sides ends that. */
export function aClient({ url, authorization }: Served, { params = {}, headers = {} }: ClientWishes = {}) {
  const sent = { ...(authorization !== undefined && { Authorization: authorization }), ...headers };
  class WithHeaders extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers: sent });
    }
  }
  let tellClosed: (closed: Closed) => void = () => {};
  const closed = new Promise<Closed>((resolve) => {
    tellClosed = resolve;
  });
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WithHeaders,
    connectionParams: params,
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => {},
    on: { closed: (event) => tellClosed(event as Closed) },
  });
  open.push(() => client.terminate());

  /** Its result; rejects with errors where nothing of it was carried out, or with the end of the connection. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test selects has the shape that the test expects
  const ask = (query: string, variables: object = {}): Promise<any> =>
    new Promise((resolve, reject) => {
      let result: unknown;
      const next = (value: unknown) => {
        result = value;
      };
      const operation = { query, variables: { ...variables } };
      client.subscribe(operation, { next, error: reject, complete: () => resolve(result) });
    });

  /** Follows a subscription: its results so far, and how it has ended. */
  const follow = (query: string, variables: object = {}) => {
    // biome-ignore lint/suspicious/noExplicitAny: what a test selects has the shape that the test expects
    const results: any[] = [];
    let leave = () => {};
    const ended = new Promise<unknown>((resolve) => {
      leave = client.subscribe(
        { query, variables: { ...variables } },
        { next: (result) => results.push(result), error: resolve, complete: () => resolve('complete') },
      );
    });
    return { results, ended, leave };
  };

  /** Asks for what nobody waits for any longer once what is given back is called. */
  const begin = (query: string, variables: object = {}): (() => void) => follow(query, variables).leave;

  return { ask, begin, follow, closed, hangUp: () => client.terminate() };
}

/** The operations over a WebSocket. */
export function webSocketDoor(service: Served): Door {
  const { ask } = aClient(service);
  const nothing = { ec2: { calls: {} } };
  return doorOf((query, variables) =>
    ask(query, variables).catch((errors) => ({ errors, extensions: nothing })),
  );
}
