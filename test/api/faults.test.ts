import { describe, expect, it } from '@jest/globals';
import { type BehindProxy, startBehindProxy } from '../support/behind-proxy.js';
import { DOORS, type Door } from '../support/doors.js';
import { always, noFaults, type Plan, scripted } from '../support/fault-plans.js';
import { type Fault, THROTTLED, UNCLEAR } from '../support/faults.js';
import { runningInstance, stoppedInstance, terminatedInstance } from '../support/instances.js';
import { instancesFor, OPERATIONS, type Operation, QUERIES, query } from '../support/operations.js';

/** Of each kind one. */
const LASTING = ['a reset before the effect', 'an empty 200', 'a refusal for the number of calls'];

const FAULTS = Object.entries<Fault>({ ...UNCLEAR, 'a refusal for the number of calls': THROTTLED });

/** Lets each operation go by such a plan, and then by none: what is heard, how often it was done, what is heard then. */
async function meet(behind: BehindProxy, door: Door, planFor: (action: string) => Plan) {
  const { service, proxy } = behind;
  const seen: Record<string, unknown> = {};
  const ids = await instancesFor(service, Object.values(OPERATIONS));
  for (const [n, [name, { action, ask, times }]] of Object.entries(OPERATIONS).entries()) {
    const id = String(ids[n]);
    proxy.plan = planFor(action);
    const { status, calls } = await ask(door, id);
    proxy.plan = noFaults;
    const done = await times(behind, id);
    seen[name] = [status, calls[action], done, (await ask(door, id)).status];
  }
  return seen;
}

/** What `meet` finds, by the rules of each kind of operation. */
function expected(of: (operation: Operation) => readonly [status: number, calls: number, done: number]) {
  return Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]) => [name, [...of(operation), 200]]),
  );
}

describe.each(DOORS)('Through %s', (_door, open) => {
  it.each(FAULTS)('what meets %s once is done once, and a reboot not sent again', async (_, fault) => {
    const behind = await startBehindProxy();
    const found = await meet(behind, open(behind.service), (action) => scripted({ [action]: [fault] }));
    const isUnclear = fault !== THROTTLED;
    expect(found).toEqual(
      expected(({ isRead, isReboot }) => {
        if (isReboot && isUnclear) return [504, 1, fault.reachesEc2 ? 1 : 0];
        return [200, 2, isRead ? 0 : 1];
      }),
    );
  });

  it.each(FAULTS.filter(([name]) => LASTING.includes(name)))(
    'what meets %s every time is not told as undone where it is done',
    async (_, fault) => {
      const behind = await startBehindProxy();
      const found = await meet(behind, open(behind.service), (action) => always(fault, action));
      expect(found).toEqual(
        expected(({ isRead, isReboot }) => {
          if (fault === THROTTLED) return [408, 8, 0];
          if (isRead) return [408, 3, 0];
          return [504, isReboot ? 1 : 8, fault.reachesEc2 ? 1 : 0];
        }),
      );
    },
  );
});

describe.each(DOORS)('A refusal of which a part is lost, through %s,', (_door, open) => {
  it('is asked for again, but for a reboot', async () => {
    const { service, proxy } = await startBehindProxy();
    const door = open(service);
    const [stopped, terminated] = [await stoppedInstance(service), await terminatedInstance(service)];
    const half = UNCLEAR['half the XML'];
    proxy.plan = scripted({ StartInstances: [half], RunInstances: [half], RebootInstances: [half] });
    const start = await door.act('start', terminated);
    const launch = await door.launch({ imageId: 'ami-00000000', instanceType: 't3.micro' });
    const reboot = await door.act('reboot', stopped);
    expect([start, launch, reboot]).toMatchObject([
      { status: 408, ec2Code: 'IncorrectInstanceState', calls: { StartInstances: 2 } },
      { status: 408, ec2Code: 'InvalidAMIID.NotFound', calls: { RunInstances: 2 } },
      { status: 504, calls: { RebootInstances: 1 } },
    ]);
  });
});

describe.each(Object.entries(QUERIES))('A query for %s', (_name, [action, text]) => {
  it('is answered whatever it meets once or twice, and 408 where it meets it every time', async () => {
    const { service, proxy } = await startBehindProxy();
    const id = await runningInstance(service);
    for (const [name, fault] of FAULTS) {
      proxy.plan = scripted({ [action]: [fault, fault] });
      const heard = await query(service, text, id);
      expect([name, heard]).toMatchObject([name, { status: 200, calls: { [action]: 3 } }]);
      proxy.plan = always(fault, action);
      expect([name, await query(service, text, id)]).toMatchObject([name, { status: 408 }]);
    }
  });
});
