import { describe, expect, it } from '@jest/globals';
import { startBehindProxy } from '../support/behind-proxy.js';
import { DOORS, restDoor } from '../support/doors.js';
import { always, scripted } from '../support/fault-plans.js';
import { pageAt, refusalBy, UNCLEAR } from '../support/faults.js';
import { runningInstance } from '../support/instances.js';
import { instancesFor, OPERATIONS } from '../support/operations.js';
import type { Service } from '../support/service.js';

const MINUTE_MS = 60_000;
const ENTRIES = Object.entries(OPERATIONS);
const idsFor = (service: Service) => instancesFor(service, Object.values(OPERATIONS));

describe.each(DOORS)('A clock that parts from that of EC2, through %s,', (_door, open) => {
  it.each([20, -20])(
    'by %i minutes costs each operation one call more, and its caller nothing',
    async (minutes) => {
      const behind = await startBehindProxy();
      const { service, proxy } = behind;
      const ids = await idsFor(service);
      for (const [n, [name, { action, isRead, ask, times }]] of ENTRIES.entries()) {
        const id = String(ids[n]);
        proxy.skewMs += minutes * MINUTE_MS;
        const { status, calls } = await ask(open(service), id);
        expect([name, status, calls]).toEqual([name, 200, { [action]: 2 }]);
        expect([name, await times(behind, id)]).toEqual([name, isRead ? 0 : 1]);
        expect((await ask(open(service), id)).calls).toEqual({ [action]: 1 });
      }
    },
  );

  it('costs nobody an answer of those who ask at the same time', async () => {
    const { service, proxy } = await startBehindProxy();
    const ids = await idsFor(service);
    proxy.skewMs = 20 * MINUTE_MS;
    const heard = await Promise.all(ENTRIES.map(([, { ask }], n) => ask(open(service), String(ids[n]))));
    expect(heard.map(({ status }) => status)).toEqual(ENTRIES.map(() => 200));
  });

  it('is told where it cannot be set, after the second refusal', async () => {
    const behind = await startBehindProxy();
    const { service, proxy } = behind;
    const ids = await idsFor(service);
    for (const [n, [name, { action, ask, times }]] of ENTRIES.entries()) {
      const id = String(ids[n]);
      [proxy.skewMs, proxy.shownSkewMs] = [20 * MINUTE_MS, -20 * MINUTE_MS];
      const heard = await ask(open(service), id);
      expect([name, heard]).toMatchObject([
        name,
        { status: 408, ec2Code: 'RequestExpired', retryable: true, calls: { [action]: 2 } },
      ]);
      [proxy.skewMs, proxy.shownSkewMs] = [0, 0];
      expect([name, await times(behind, id)]).toEqual([name, 0]);
      expect(await ask(open(service), id)).toMatchObject({ status: 200 });
    }
  });

  it('costs no answer either where EC2 takes the credentials for wrong', async () => {
    const { service, proxy } = await startBehindProxy();
    const id = await runningInstance(service);
    proxy.expired = refusalBy('AuthFailure', 'not able to validate the credentials', 401);
    proxy.skewMs = 20 * MINUTE_MS;
    expect(await open(service).act('reboot', id)).toMatchObject({
      status: 200,
      calls: { RebootInstances: 2 },
    });
  });

  it('is set anew when a balancer with a wrong one has set it', async () => {
    const behind = await startBehindProxy();
    const { service, proxy } = behind;
    const ids = await idsFor(service);
    for (const [n, [name, { action, isReboot, ask }]] of ENTRIES.entries()) {
      const id = String(ids[n]);
      proxy.plan = scripted({ [action]: [pageAt(Date.now() - 20 * MINUTE_MS)] });
      const { status, calls } = await ask(open(service), id);
      expect([name, status, calls[action]]).toEqual([name, isReboot ? 504 : 200, isReboot ? 1 : 3]);
      expect(await ask(open(service), id)).toMatchObject({ status: 200 });
    }
  });

  it('leaves unknown what was unknown before', async () => {
    const { service, proxy } = await startBehindProxy();
    let calls = 0;
    proxy.plan = () => {
      calls += 1;
      [proxy.skewMs, proxy.shownSkewMs] = [20 * MINUTE_MS, -20 * MINUTE_MS];
      return UNCLEAR['a reset after the effect'];
    };
    expect(await open(service).launch({ imageId: 'ami-12c6146b', instanceType: 't3.micro' })).toMatchObject({
      status: 504,
      calls: { RunInstances: 3 },
    });
    expect(calls).toBe(1);
  });
});

describe('Wrong credentials', () => {
  it('are told at once where the clock is right', async () => {
    const { service, proxy } = await startBehindProxy();
    const answer = refusalBy('AuthFailure', 'not able to validate the credentials', 401);
    proxy.plan = always({ reachesEc2: false, spoil: () => ({ answer, end: 'whole' }) }, 'RunInstances');
    const launch = { imageId: 'ami-12c6146b', instanceType: 't3.micro' };
    expect(await restDoor(service).launch(launch)).toMatchObject({
      status: 408,
      ec2Code: 'AuthFailure',
      retryable: false,
      calls: { RunInstances: 1 },
    });
  });
});
