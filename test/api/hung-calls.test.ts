import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type BehindProxy, startBehindProxy } from '../support/behind-proxy.js';
import { settled } from '../support/clock.js';
import { type Answer, DOORS, type Door, restDoor } from '../support/doors.js';
import { scripted } from '../support/fault-plans.js';
import { type Fault, SILENT } from '../support/faults.js';
import { instancesFor, launched, OPERATIONS } from '../support/operations.js';

/** One for each action, so that all may go at once. */
const ENTRIES = Object.entries(OPERATIONS).filter(([name]) => name !== 'a launch');
const FAULTS = Object.entries<Fault>(SILENT);

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['Date', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'] });
});

afterEach(() => {
  jest.useRealTimers();
});

/** Asks for each operation once, all at the same time, and lets so much time pass once EC2 has been asked for all. */
async function askAll({ service, proxy }: BehindProxy, door: Door, fault: Fault, ms: number) {
  const ids = await instancesFor(
    service,
    ENTRIES.map(([, operation]) => operation),
  );
  const ask = () => ENTRIES.map(([, operation], n) => operation.ask(door, String(ids[n])));
  proxy.plan = scripted(Object.fromEntries(ENTRIES.map(([, { action }]) => [action, [fault]])));
  const before = proxy.carriedOut.length;
  const answers = ask();
  while (proxy.open < ENTRIES.length) await settled();
  while (fault.reachesEc2 && proxy.carriedOut.length < before + ENTRIES.length) await settled();
  jest.advanceTimersByTime(ms);
  const heard = await Promise.all(answers);
  return { ids, heard, askAgain: () => Promise.all(ask()) };
}

describe.each(DOORS)('Through %s', (_door, open) => {
  it.each(FAULTS)('what meets %s once is done once, and a reboot not sent again', async (_, fault) => {
    const behind = await startBehindProxy({ EC2_TIMEOUT_MS: '5000' });
    const { ids, heard, askAgain } = await askAll(behind, open(behind.service), fault, 5000);
    for (const [n, [name, { action, isRead, isReboot, times }]] of ENTRIES.entries()) {
      const { status, calls } = heard[n] as Answer;
      expect([name, status, calls[action]]).toEqual([name, ...(isReboot ? [504, 1] : [200, 2])]);
      const isUnsent = isRead || (isReboot && !fault.reachesEc2);
      expect([name, await times(behind, String(ids[n]))]).toEqual([name, isUnsent ? 0 : 1]);
    }
    while (behind.proxy.open > 0) await settled();
    expect((await askAgain()).map(({ status }) => status)).toEqual(ENTRIES.map(() => 200));
  });

  it.each(FAULTS)('%s is waited for until the deadline and no longer', async (_, fault) => {
    const behind = await startBehindProxy({ REQUEST_TIMEOUT_MS: '5000' });
    const { ids, heard, askAgain } = await askAll(behind, open(behind.service), fault, 5000);
    for (const [n, [name, { isRead, times }]] of ENTRIES.entries()) {
      expect([name, heard[n]?.status]).toEqual([name, isRead ? 408 : 504]);
      const done = await times(behind, String(ids[n]));
      expect([name, done]).toEqual([name, fault.reachesEc2 && !isRead ? 1 : 0]);
    }
    while (behind.proxy.open > 0) await settled();
    expect((await askAgain()).map(({ status }) => status)).toEqual(ENTRIES.map(() => 200));
  });
});

describe('A call that hangs', () => {
  it.each(ENTRIES)('does not hold up the next: %s', async (_, operation) => {
    const { service, proxy } = await startBehindProxy();
    const { action, isReboot, ask } = operation;
    const [one = '', other = ''] = await instancesFor(service, [operation, operation]);
    proxy.plan = scripted({ [action]: [SILENT['a socket that never answers']] });
    const hung = ask(restDoor(service), one);
    while (proxy.open < 1) await settled();
    expect(await ask(restDoor(service), other)).toMatchObject({ status: 200 });
    expect(proxy.open).toBe(1);
    proxy.server.closeAllConnections();
    expect(await hung).toMatchObject({ status: isReboot ? 504 : 200 });
  });

  it('is a launch that another with its key is one with', async () => {
    const { service, proxy } = await startBehindProxy();
    const launch = () => OPERATIONS['a launch with a key']?.ask(restDoor(service), '');
    proxy.plan = scripted({ RunInstances: [SILENT['silence after the effect']] });
    const hung = launch();
    while (proxy.open < 1) await settled();
    const { status, value } = (await launch()) as Answer;
    expect(status).toBe(200);
    proxy.server.closeAllConnections();
    expect(await hung).toMatchObject({ status, value });
    expect(await launched(service, 'keyed')).toBe(1);
  });
});
