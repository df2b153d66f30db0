import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, start } from './processes.js';

/**
 * Balances over the services by their readiness. `retries 0`: HAProxy sends no request twice and does not even connect a
 * second time, so that it hides no loss.
 */
const config = (port, statsPort, servicePorts) => `
defaults
  mode http
  retries 0
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  timeout check 5s
listen services
  bind 127.0.0.1:${port}
  balance roundrobin
  option httpchk GET /readyz
  http-check expect status 200
  default-server check inter 100ms fall 1 rise 1
${servicePorts.map((each, index) => `  server service${index} 127.0.0.1:${each}\n`).join('')}
listen stats
  bind 127.0.0.1:${statsPort}
  stats enable
  stats uri /
`;

export async function startHaproxy(servicePorts) {
  const [port, statsPort] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'restarts-'));
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, config(port, statsPort, servicePorts));
  // -db: stays in the foreground; -V: says when it has read this.
  await start('/usr/sbin/haproxy', ['-V', '-db', '-f', file], {}, (output) =>
    output.includes('polling mechanism'),
  );
  rmSync(folder, { recursive: true });

  /** The rows of its statistics of the services, by the names of the columns. */
  const rows = async () => {
    const [head, ...lines] = (await (await fetch(`http://127.0.0.1:${statsPort}/;csv`)).text())
      .trim()
      .split('\n');
    const names = head.slice(2).split(',');
    const all = lines.map((line) =>
      Object.fromEntries(line.split(',').map((value, index) => [names[index], value])),
    );
    return all.filter(({ svname }) => svname.startsWith('service'));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    rows,
    /** Waits until so many of the services are sent requests; a service that does not come up in a minute will not. */
    async until(count) {
      for (const end = Date.now() + 60_000; Date.now() < end; await delay(20)) {
        const up = (await rows()).filter(({ status }) => status === 'UP');
        if (up.length === count) return;
      }
      throw new Error(`expected ${count} of the services to be up`);
    },
  };
}
