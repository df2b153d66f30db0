import { existsSync } from 'node:fs';
import { startHaproxy } from '../test/restarts/haproxy.js';
import { freePort, startMain } from '../test/restarts/processes.js';
import { startWork } from '../test/restarts/work.js';

// Restarts two processes of the service behind HAProxy in turn, under load, and looks for lost requests: `npm run test:restarts`.

const ROUNDS = 20;
const CLIENTS = 16;

if (!existsSync('/usr/sbin/haproxy')) {
  process.stderr.write('HAProxy is missing: apt-get install haproxy\n');
  process.exit(1);
}

const simulatorPort = await freePort();
await startMain(
  { SIMULATOR_PORT: simulatorPort, SIMULATOR_LATENCY_MS: '20', SIMULATOR_TRANSITION_MS: '0' },
  'simulator',
);
const simulator = `http://127.0.0.1:${simulatorPort}`;

const ports = [await freePort(), await freePort()];
const startService = (port) =>
  startMain({
    PORT: String(port),
    LOG_LEVEL: 'error',
    EC2_BACKEND: 'aws',
    EC2_BUDGET: 'off',
    AUTH: 'none',
    AWS_ENDPOINT_URL_EC2: simulator,
    AWS_ACCESS_KEY_ID: 'simulator',
    AWS_SECRET_ACCESS_KEY: 'simulator',
  });
const services = await Promise.all(ports.map(startService));
const haproxy = await startHaproxy(ports);
await haproxy.until(ports.length);

const work = startWork(haproxy.url, CLIENTS);
const ends = [];
for (let round = 0; round < ROUNDS; round++) {
  for (const [index, port] of ports.entries()) {
    services[index].kill('SIGTERM');
    ends.push(await services[index].ended);
    services[index] = await startService(port);
    await haproxy.until(ports.length);
  }
}
await work.end();

const { counts, lost } = work;
const calls = await (await fetch(`${simulator}/_simulator/calls`)).json();
const served = (await haproxy.rows()).map(({ hrsp_2xx }) => Number(hrsp_2xx));

check(`${ROUNDS} rolling restarts of ${ports.length} processes, each of which ended by itself`, () =>
  ends.filter((code) => code !== 0),
);
check(`${counts.requests} requests, reads and changes, had each its right answer`, () => lost);
check(`${counts.launches} launches were each carried out once`, () =>
  calls.RunInstances.ok === counts.launches ? [] : [JSON.stringify(calls.RunInstances)],
);
check(`both processes took part: ${served.join(' and ')} requests`, () =>
  served.every((count) => count > counts.requests / 10) ? [] : served,
);
process.exit();

/** A line for what holds, or with what was found amiss. */
function check(what, find) {
  const faults = find();
  process.stdout.write(`${faults.length === 0 ? 'ok' : 'not ok'} - ${what}\n`);
  for (const fault of faults.slice(0, 20)) process.stdout.write(`  ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}
