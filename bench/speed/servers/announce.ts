import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { idOf } from '../instances.js';

/** Where a server serves, and the id of an instance that it knows. */
export interface Announcement {
  readonly url: string;
  readonly id: string;
}

/** Listens on a free port of the loopback address and, once it is ready, tells the process that started this one. */
export async function announce(
  server: Server,
  prepare: (url: string) => Promise<string | undefined> = async () => idOf(0),
): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  tell({ url, id: (await prepare(url)) ?? idOf(0) });
}

/** Tells where it serves, and how much processor time it has used whenever it is asked. Ends with whoever started it. */
export function tell(announcement: Announcement): void {
  process.on('disconnect', () => process.exit());
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.send?.(announcement);
}
