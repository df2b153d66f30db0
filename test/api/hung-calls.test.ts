import { describe, expect, it } from '@jest/globals';
import { startBehindProxy } from '../support/behind-proxy.js';
import { settled } from '../support/clock.js';
import { type Answer, DOORS, restDoor } from '../support/doors.js';
import { scripted } from '../support/fault-plans.js';
import { type Fault, late, SILENT } from '../support/faults.js';
import { launched, OPERATIONS } from '../support/operations.js';

/** One for each action, so that all may go at once. */
const ENTRIES = Object.entries(OPERATIONS).filter(([name]) => name !== 'a launch');
const FAULTS = Object.entries<Fault>({ ...SILENT, 'an answer that comes too late': late(600) });

/** Befalls the first call of each action. */
const each = (fault: Fault) =>
  scripted(Object.fromEntries(ENTRIES.map(([, { action }]) => [action, [fault]])));

describe.each(DOORS)('Through %s', (_door, open) => {
  it.each(FAULTS)('what meets %s once is done once, and a reboot not sent again', async (_, fault) => {
    const behind = await startBehindProxy({ EC2_TIMEOUT_MS: '200' });
    const { service, proxy } = behind;
    const ids = await Promise.all(ENTRIES.map(([, { prepare }]) => prepare(service)));
    const askAll = () => Promise.all(ENTRIES.map(([, { ask }], n) => ask(open(service), ids[n] as string)));
    proxy.plan = each(fault);
    const heard = await askAll();
    for (const [n, [name, { isRead, isReboot, times }]] of ENTRIES.entries()) {
      const done = await times(behind, ids[n] as string);
      const isUnsent = isRead || (isReboot && (!fault.reachesEc2 || fault.delayMs));
      expect([name, heard[n]?.status, done]).toEqual([name, isReboot ? 504 : 200, isUnsent ? 0 : 1]);
    }
    while (proxy.open > 0) await settled();
    expect((await askAll()).map(({ status }) => status)).toEqual(ENTRIES.map(() => 200));
  });

  it.each(Object.entries(SILENT))('%s is waited for until the deadline', async (_, fault) => {
    const behind = await startBehindProxy({ REQUEST_TIMEOUT_MS: '300' });
    const { service, proxy } = behind;
    const ids = await Promise.all(ENTRIES.map(([, { prepare }]) => prepare(service)));
    proxy.plan = each(fault);
    const heard = await Promise.all(ENTRIES.map(([, { ask }], n) => ask(open(service), ids[n] as string)));
    for (const [n, [name, { isRead, times }]] of ENTRIES.entries()) {
      const done = await times(behind, ids[n] as string);
      const expected = [name, isRead ? 408 : 504, fault.reachesEc2 && !isRead ? 1 : 0];
      expect([name, heard[n]?.status, done]).toEqual(expected);
    }
    while (proxy.open > 0) await settled();
  });
});

describe('A call that hangs', () => {
  it.each(ENTRIES)('does not hold up the next: %s', async (_, { action, isReboot, prepare, ask }) => {
    const { service, proxy } = await startBehindProxy();
    const [one, other] = [await prepare(service), await prepare(service)];
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
