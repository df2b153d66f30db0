import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { drain } from '../../../src/http/drain.js';

const cleanUp: (() => void)[] = [];

afterEach(() => {
  for (const each of cleanUp.splice(0)) each();
});

/** A server that answers when the test does so, and a client that keeps its connections open or does not. */
async function aServer({ keepAlive = true } = {}) {
  const asked: ServerResponse[] = [];
  const server = createServer((_request, response) => void asked.push(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent({ keepAlive });
  cleanUp.push(() => {
    agent.destroy();
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const ask = async (): Promise<string> => {
    const asking = get({ port, host: '127.0.0.1', agent });
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    let body = '';
    for await (const chunk of response) body += chunk;
    return body;
  };
  const request = async () => {
    const answer = ask().catch((error: NodeJS.ErrnoException) => error.code);
    const count = asked.length;
    while (asked.length === count) await once(server, 'request');
    return { answer, respond: () => asked[count]?.end('done') };
  };
  /** Its side of a connection that speaks another protocol from now on. */
  const upgrade = async () => {
    const client = connect(port, '127.0.0.1').on('error', () => {});
    cleanUp.push(() => client.destroy());
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [, socket] = (await once(server, 'upgrade')) as [IncomingMessage, Socket];
    return socket;
  };
  return { server, request, ask, upgrade };
}

/** Delays that are over when the test says so. */
function heldDelays() {
  const begun: { readonly ms: number; readonly end: () => void }[] = [];
  const delay = (ms: number) => new Promise<void>((end) => void begun.push({ ms, end }));
  return { begun, delay };
}

const TIMES = { delayMs: 1000, timeoutMs: 30_000 };
const forever = () => new Promise<never>(() => {});

/** Delays of which those of the announcement are over at once. */
function announced(): (ms: number) => Promise<void> {
  return (ms) => (ms < TIMES.timeoutMs ? Promise.resolve() : forever());
}

/** WebSockets of which it is written down what is done with them. */
function theWebSockets() {
  const done: string[] = [];
  return { done, close: () => void done.push('close'), terminate: () => void done.push('terminate') };
}

describe('The WebSockets of a server that shuts down', () => {
  it('are closed once that was announced for long enough, and cut when the time is up', async () => {
    const { server, request } = await aServer();
    const { answer } = await request();
    const webSockets = theWebSockets();
    const { begun, delay } = heldDelays();
    const drained = drain(server, { ...TIMES, delay, webSockets });
    await nextTurn();
    expect(webSockets.done).toEqual([]);
    while (begun.at(-1)?.ms !== TIMES.timeoutMs) {
      begun.at(-1)?.end();
      await nextTurn();
    }
    expect(webSockets.done).toEqual(['close']);
    begun.at(-1)?.end();
    await drained;
    expect(webSockets.done).toEqual(['close', 'terminate']);
    expect(await answer).toBe('ECONNRESET');
  });

  it('hold it up as long as they are open', async () => {
    const { server, upgrade } = await aServer();
    const socket = await upgrade();
    const webSockets = { ...theWebSockets(), close: () => void socket.end() };
    await drain(server, { ...TIMES, delay: announced(), webSockets });
    expect(socket.writableEnded).toBe(true);
  });

  it('do not when they are cut', async () => {
    const { server, upgrade } = await aServer();
    const socket = await upgrade();
    const webSockets = { ...theWebSockets(), terminate: () => void socket.destroy() };
    await drain(server, { ...TIMES, delay: async () => {}, webSockets });
    expect(socket.destroyed).toBe(true);
  });
});

describe('a server that shuts down', () => {
  it('still takes requests while that is announced', async () => {
    const { server, request } = await aServer();
    const { begun, delay } = heldDelays();
    const drained = drain(server, { ...TIMES, delay });
    for (let step = 0; step < 10; step++) {
      while (begun.length === step) await nextTurn();
      const { answer, respond } = await request();
      respond();
      expect(await answer).toBe('done');
      begun[step]?.end();
    }
    await drained;
    expect(begun.slice(0, 10).map(({ ms }) => ms)).toEqual(Array(10).fill(100));
  });

  it('answers what it has accepted and takes nothing more', async () => {
    const { server, request, ask } = await aServer({ keepAlive: false });
    const { answer, respond } = await request();
    const drained = drain(server, { ...TIMES, delay: announced() });
    while (server.listening) await nextTurn();
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    respond();
    expect(await answer).toBe('done');
    await drained;
  });

  it('reads what came in time, though it was busy until then', async () => {
    const { server } = await aServer();
    server.on('request', (_request, response) => void response.end('done'));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const ask = () => void socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    ask();
    await once(socket, 'data');
    let steps = 0;
    const delay = async (ms: number) => {
      if (ms === TIMES.timeoutMs) return forever();
      steps += 1;
      // It is with the server then, which has had no time to read it.
      if (steps === 10) ask();
    };
    const answer = once(socket, 'data').catch(({ code }) => [code]);
    await drain(server, { ...TIMES, delay });
    expect(String((await answer)[0])).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('does not wait for connections that are idle', async () => {
    const { server, request } = await aServer();
    const { answer, respond } = await request();
    respond();
    await answer;
    await drain(server, { ...TIMES, delay: announced() });
    expect(server.listening).toBe(false);
  });

  it('cuts what takes longer than it may', async () => {
    const { server, request } = await aServer();
    const { answer } = await request();
    let cut = () => {};
    const delay = (ms: number) => {
      if (ms < TIMES.timeoutMs) return Promise.resolve();
      return new Promise<void>((end) => {
        cut = end;
      });
    };
    const drained = drain(server, { ...TIMES, delay });
    while (server.listening) await nextTurn();
    cut();
    await drained;
    expect(await answer).toBe('ECONNRESET');
  });
});
