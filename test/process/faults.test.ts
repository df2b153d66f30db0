import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { restDoor } from '../support/doors.js';
import { scripted } from '../support/fault-plans.js';
import { type Fault, THROTTLED, UNCLEAR } from '../support/faults.js';
import { cut } from '../support/listening.js';
import { instancesFor, OPERATIONS } from '../support/operations.js';
import { startProcessBehindProxy } from '../support/process-behind-proxy.js';

/** One for each action, so that all may go at once. */
const ENTRIES = Object.entries(OPERATIONS).filter(([name]) => name !== 'a launch');
const FAULTS = Object.entries<Fault>({
  ...UNCLEAR,
  'a refusal for the number of calls': THROTTLED,
});

async function start() {
  const environment = { SIMULATOR_TRANSITION_MS: '0' };
  const { running, proxy } = await startProcessBehindProxy(environment);
  const service = { url: running.url, advance: () => {} };
  const prepare = () =>
    instancesFor(
      service,
      ENTRIES.map(([, operation]) => operation),
    );
  const ask = (ids: readonly string[]) =>
    Promise.all(ENTRIES.map(([, operation], n) => operation.ask(restDoor(service), String(ids[n]))));
  return { behind: { service, proxy }, prepare, ask };
}

it('The service as it ships does once what meets a fault, and sends no reboot again that may be done', async () => {
  const { behind, prepare, ask } = await start();
  for (const [name, fault] of FAULTS) {
    const ids = await prepare();
    const before = behind.proxy.carriedOut.length;
    behind.proxy.plan = scripted(Object.fromEntries(ENTRIES.map(([, { action }]) => [action, [fault]])));
    const heard = await ask(ids);
    const reboots = behind.proxy.carriedOut
      .slice(before)
      .filter(({ action }) => action === 'RebootInstances');
    expect([name, reboots.length]).toEqual([name, fault.reachesEc2 || fault === THROTTLED ? 1 : 0]);
    for (const [n, [what, { isRead, isReboot, times }]] of ENTRIES.entries()) {
      const status = isReboot && fault !== THROTTLED ? 504 : 200;
      expect([name, what, heard[n]?.status]).toEqual([name, what, status]);
      if (!isRead && !isReboot)
        expect([name, what, await times(behind, String(ids[n]))]).toEqual([name, what, 1]);
    }
  }
});

it('The service as it ships tells that EC2 cannot be reached, and does nothing then', async () => {
  const { behind, prepare, ask } = await start();
  const { proxy } = behind;
  const ids = await prepare();
  const { port } = proxy.server.address() as AddressInfo;
  cut(proxy.server);
  await once(proxy.server, 'close');
  const heard = await ask(ids);
  expect(heard).toMatchObject(
    ENTRIES.map(([, { action }]) => ({
      status: 408,
      message: expect.stringContaining('EC2 could not be reached: connect ECONNREFUSED'),
      retryable: true,
      calls: { [action]: 3 },
    })),
  );
  proxy.server.listen(port, '127.0.0.1');
  await once(proxy.server, 'listening');
  const done = await Promise.all(ENTRIES.map(([, { times }], n) => times(behind, String(ids[n]))));
  expect(done).toEqual(ENTRIES.map(() => 0));
  expect((await ask(ids)).map(({ status }) => status)).toEqual(ENTRIES.map(() => 200));
});
