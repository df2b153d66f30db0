import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';

const listening: Server[] = [];

afterEach(() => {
  for (const server of listening.splice(0)) cut(server);
});

/** Listens on a free port of the loopback address until the test is over; gives its URL. */
export async function listen(server: Server): Promise<string> {
  listening.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As a killed process does: whoever speaks with it, on either side, hears no more. */
export function cut(server: Server): void {
  server.close();
  server.closeAllConnections();
}
