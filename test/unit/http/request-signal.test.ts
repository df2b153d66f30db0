import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { requestSignal } from '../../../src/http/request-signal.js';

const open: { close(): void }[] = [];

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A request under way: its signal, its response on the server, and its client. */
async function underWay(timeoutMs: number) {
  const server = createServer().listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = request({ port, agent: false });
  client.on('error', () => {});
  client.end();
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  return { client, response, signal: requestSignal(response, timeoutMs) };
}

it('A request whose client hangs up is withdrawn', async () => {
  const { client, signal } = await underWay(60_000);
  client.destroy();
  await once(signal, 'abort');
  expect(signal.aborted).toBe(true);
});

it('A request that is answered is not', async () => {
  const { response, signal } = await underWay(60_000);
  response.end('ok');
  await once(response, 'close');
  expect(signal.aborted).toBe(false);
});

it('A request is withdrawn at its deadline', async () => {
  const { response, signal } = await underWay(1);
  await once(signal, 'abort');
  expect(signal.aborted).toBe(true);
  response.end();
});

it('A request is withdrawn whose client has hung up before', async () => {
  const { client, response } = await underWay(60_000);
  client.destroy();
  await once(response, 'close');
  expect(requestSignal(response, 60_000).aborted).toBe(true);
});
