import { describe, expect, it } from '@jest/globals';
import { type BehindProxy, startBehindProxy } from '../support/behind-proxy.js';
import { settled } from '../support/clock.js';
import { type Answer, DOORS, type Door, type LaunchInput } from '../support/doors.js';
import { scripted } from '../support/fault-plans.js';
import { type Fault, late, THROTTLED, UNCLEAR } from '../support/faults.js';
import {
  runningInstance,
  runningInstances,
  stoppedInstance,
  stoppedInstances,
} from '../support/instances.js';
import { carriedOut, launched } from '../support/operations.js';
import { aWorld } from '../support/service.js';

const LOST = UNCLEAR['a reset after the effect'];
const UNKNOWN_ID = 'i-0123456789abcdef0';

/** A service whose pauses last until it is told to go on: what is asked meanwhile waits for the call under way. */
async function startHeld() {
  const clock = aWorld();
  let held = Promise.resolve();
  const delay = async (ms: number) => {
    await held;
    clock.advance(ms);
  };
  const behind = await startBehindProxy({}, { ...clock.world, delay });
  const hold = () => {
    let goOn = () => {};
    held = new Promise((resolve) => {
      goOn = resolve;
    });
    return goOn;
  };
  return { ...behind, service: { ...behind.service, advance: clock.advance }, hold };
}

/** Asks for one, and while EC2 is at it for the others, which go together and meet the faults; gives what the others hear. */
async function together(
  { service, proxy, hold }: Awaited<ReturnType<typeof startHeld>>,
  action: string,
  faults: readonly (Fault | undefined)[],
  [first, ...others]: readonly (() => Promise<Answer>)[],
) {
  const met = [late(100), ...faults];
  proxy.plan = (of) => (of === action ? met.shift() : undefined);
  const goOn = hold();
  const one = first?.();
  while (met.length > faults.length) await settled();
  const arrived = service.arrived() + others.length;
  const answers = others.map((ask) => ask());
  while (service.arrived() < arrived) await settled();
  expect(await one).toMatchObject({ status: 200 });
  goOn();
  return Promise.all(answers);
}

/** How often EC2 has rebooted each. */
function reboots({ proxy }: BehindProxy, ids: readonly string[]): number[] {
  return ids.map((id) => carriedOut(proxy, 'RebootInstances', id));
}

describe.each(DOORS)('Merged through %s', (_door, open) => {
  const acting = (door: Door, verb: 'start' | 'reboot', ids: readonly string[]) =>
    ids.map((id) => () => door.act(verb, id));

  it.each([
    ['lost', LOST],
    ['throttled', THROTTLED],
    ['cut short', UNCLEAR['half the XML']],
  ])('a start that is %s is answered to each, though one is of an unknown instance', async (_, fault) => {
    const behind = await startHeld();
    const door = open(behind.service);
    const [first = '', a = '', b = ''] = await stoppedInstances(behind.service, 3);
    const calls = acting(door, 'start', [first, a, UNKNOWN_ID, b]);
    const heard = await together(behind, 'StartInstances', [fault, undefined, fault], calls);
    expect(heard.map(({ status }) => status)).toEqual([200, 404, 200]);
  });

  it('a reboot whose answer is lost is sent again for none, and unknown to those who went with it alone', async () => {
    const behind = await startHeld();
    const door = open(behind.service);
    const [first = '', a = '', b = ''] = await runningInstances(behind.service, 3);
    const calls = acting(door, 'reboot', [first, a, b]);
    const heard = await together(behind, 'RebootInstances', [LOST], calls);
    expect(heard.map(({ status }) => status)).toEqual([504, 504]);
    expect(reboots(behind, [first, a, b])).toEqual([1, 1, 1]);
    expect(await door.act('reboot', a)).toMatchObject({ status: 200 });
    expect(reboots(behind, [first, a, b])).toEqual([1, 2, 1]);
  });

  it('a reboot that is refused for one instance, and then lost, is unknown to the others alone', async () => {
    const behind = await startHeld();
    const stopped = await stoppedInstance(behind.service);
    const [first = '', a = ''] = await runningInstances(behind.service, 2);
    const calls = acting(open(behind.service), 'reboot', [first, stopped, a]);
    const heard = await together(behind, 'RebootInstances', [undefined, LOST], calls);
    expect(heard.map(({ status }) => status)).toEqual([408, 504]);
    expect(reboots(behind, [first, stopped, a])).toEqual([1, 0, 1]);
  });
});

describe.each(DOORS)('Launches side by side through %s', (_door, open) => {
  const named = (name: string): LaunchInput => ({
    imageId: 'ami-12c6146b',
    instanceType: 't3.micro',
    idempotencyKey: name,
    tags: [{ key: 'Name', value: name }],
  });

  it('are each answered with its own instance, whoever of them loses answers', async () => {
    const { service, proxy } = await startBehindProxy();
    proxy.plan = scripted({ RunInstances: [LOST, LOST, THROTTLED, LOST, LOST] });
    const names = ['a', 'b', 'c'];
    const heard = await Promise.all(names.map((name) => open(service).launch(named(name))));
    expect(heard.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(heard.flatMap(({ value }) => value)).size).toBe(3);
    expect(await Promise.all(names.map((name) => launched(service, name)))).toEqual([1, 1, 1]);
  });

  it('of the same key are answered with the same instance, whoever of them loses answers', async () => {
    const { service, proxy } = await startBehindProxy();
    proxy.plan = scripted({ RunInstances: [LOST, LOST, THROTTLED] });
    const heard = await Promise.all([1, 2, 3].map(() => open(service).launch(named('a'))));
    expect(heard.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(heard.flatMap(({ value }) => value)).size).toBe(1);
    expect(await launched(service, 'a')).toBe(1);
  });
});

describe('What one action meets', () => {
  it('is not met by another of the same instance at the same time', async () => {
    const { service, proxy } = await startBehindProxy();
    const door = DOORS[0][1](service);
    const id = await runningInstance(service);
    proxy.plan = scripted({ RebootInstances: [LOST] });
    const [reboot, read, change] = await Promise.all([
      door.act('reboot', id),
      door.attributes(id, 'state'),
      door.modify(id, 'sourceDestCheck', 'false'),
    ]);
    expect([reboot.status, read.status, change.status]).toEqual([504, 200, 200]);
    expect([read.calls, change.calls]).toEqual([{ DescribeInstances: 1 }, { ModifyInstanceAttribute: 1 }]);
  });
});
