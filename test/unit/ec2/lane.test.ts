import { getEventListeners, setMaxListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { RequestLedger } from '../../../src/context.js';
import type { Action } from '../../../src/ec2/actions.js';
import type { Call, Outcome, Outcomes } from '../../../src/ec2/ec2.js';
import { Governor } from '../../../src/ec2/governor.js';
import { Lane } from '../../../src/ec2/lane.js';
import { Payment } from '../../../src/ec2/payment.js';
import { SharedCall } from '../../../src/ec2/shared-call.js';
import { instanceNotFound, ServiceError } from '../../../src/errors.js';
import { ManualClock, settled } from '../../support/clock.js';
import { anObserver } from '../../support/observers.js';

interface Sent {
  readonly keys: readonly string[];
  readonly call: Call;
  answer(outcomes?: Outcomes<string>): Promise<void>;
  fail(fault: Error): void;
}

const ACTION = 'StartInstances';

function laneWith({ limit = 3, budget = {}, action = ACTION as Action } = {}) {
  const clock = new ManualClock();
  const governor = new Governor(budget, clock);
  const sent: Sent[] = [];
  const lane = new Lane<string>({
    action,
    limit,
    governor,
    clock,
    observer: anObserver(),
    async send(keys, call) {
      const payment = new Payment(governor, { bucket: ACTION, instances: keys.length }, call);
      await payment.pay();
      const sentAt = clock.now();
      const outcomes = await new Promise<Outcomes<string>>((resolve, reject) => {
        const done = new Map(keys.map((key) => [key, `done ${key}`]));
        const answer = (outcomes: Outcomes<string> = done) => {
          resolve(outcomes);
          return settled();
        };
        sent.push({ keys, call, answer, fail: reject });
      });
      const [first] = outcomes.values();
      if (first instanceof ServiceError) payment.failed(first, sentAt);
      else payment.spent();
      payment.refund();
      return outcomes;
    },
  });
  return { clock, lane, sent };
}

function from(caller: string, signal = new AbortController().signal) {
  setMaxListeners(0, signal);
  return { caller, requestId: 'request-1', signal, ledger: new RequestLedger() };
}

function all(keys: readonly string[], error: ServiceError): Outcomes<string> {
  return new Map(keys.map((key) => [key, error]));
}

/** EC2 throttles a call about these. */
function refusing(keys: readonly string[]): Outcomes<string> {
  const ec2 = { code: 'RequestLimitExceeded', requestId: '1' };
  return all(keys, new ServiceError('THROTTLED', 'EC2 says so', { retryable: true, ec2 }));
}

/** EC2 does not start these, as it says of some. */
function inTheWrongState(keys: readonly string[], ...named: string[]): Outcomes<string> {
  const ec2 = { code: 'IncorrectInstanceState', requestId: '1' };
  return all(keys, new ServiceError('INVALID_STATE', `not startable: ${named.join(', ')}`, { ec2 }));
}

/** Whether EC2 has done it nobody knows. */
function lost(keys: readonly string[]): Outcomes<string> {
  return all(keys, new ServiceError('OUTCOME_UNKNOWN', 'no answer', { retryable: true }));
}

describe('A lane', () => {
  it('sends a lone call at once', async () => {
    const { lane, sent } = laneWith();
    const outcomes = lane.loadAll(['i-1'], from('a'));
    await settled();
    await sent[0]?.answer();
    expect(await outcomes).toEqual(new Map([['i-1', 'done i-1']]));
  });

  it('merges what is asked for while a call is under way, one key of many callers once', async () => {
    const { lane, sent } = laneWith();
    const asked = [lane.loadAll(['i-1'], from('a'))];
    await settled();
    asked.push(lane.loadAll(['i-2', 'i-1'], from('b')), lane.loadAll(['i-2'], from('c')));
    await settled();
    expect(sent.map(({ keys }) => keys)).toEqual([['i-1']]);
    await sent[0]?.answer();
    await sent[1]?.answer();
    expect(sent.map(({ keys }) => [...keys].sort())).toEqual([['i-1'], ['i-1', 'i-2']]);
    expect((await Promise.all(asked)).map((outcomes) => [...outcomes.keys()])).toEqual([
      ['i-1'],
      ['i-2', 'i-1'],
      ['i-2'],
    ]);
  });

  it('sends a second call beside the first only when more waits than goes into one', async () => {
    const { lane, sent } = laneWith({ limit: 3 });
    void lane.loadAll(['i-0'], from('a'));
    await settled();
    void lane.loadAll(['i-1', 'i-2', 'i-3'], from('a'));
    await settled();
    expect(sent).toHaveLength(1);
    void lane.loadAll(['i-4'], from('a'));
    await settled();
    expect(sent.map(({ keys }) => keys)).toEqual([['i-0'], ['i-1', 'i-2', 'i-3']]);
    await sent[1]?.answer();
    expect(sent).toHaveLength(2);
    await sent[0]?.answer();
    expect(sent[2]?.keys).toEqual(['i-4']);
  });

  it('lets others go beside a call that hangs, once that has taken twice as long as calls do', async () => {
    const { clock, lane, sent } = laneWith();
    for (let n = 0; n < 20; n++) {
      void lane.loadAll([`i-${n}`], from('a'));
      await clock.advance(50);
      await sent[n]?.answer();
    }
    void lane.loadAll(['i-hanging'], from('a'));
    await settled();
    const others = lane.loadAll(['i-next'], from('a'));
    await clock.advance(99);
    expect(sent).toHaveLength(21);
    await clock.advance(1);
    expect(sent[21]?.keys).toEqual(['i-next']);
    await sent[21]?.answer();
    expect((await others).get('i-next')).toBe('done i-next');
  });

  it('merges calls however fast they are', async () => {
    const { lane, sent } = laneWith();
    for (let n = 0; n < 20; n++) {
      void lane.loadAll([`i-${n}`], from('a'));
      await settled();
      await sent[n]?.answer();
    }
    void lane.loadAll(['i-20'], from('a'));
    await settled();
    void lane.loadAll(['i-21'], from('a'));
    void lane.loadAll(['i-22'], from('b'));
    await settled();
    expect(sent).toHaveLength(21);
    await sent[20]?.answer();
    expect(sent[21]?.keys).toEqual(['i-21', 'i-22']);
  });

  it('does not take the wait for tokens for time that calls take', async () => {
    const { clock, lane, sent } = laneWith({ budget: { StartInstances: { capacity: 1, perSecond: 1 } } });
    for (let n = 0; n < 20; n++) {
      void lane.loadAll([`i-${n}`], from('a'));
      while (sent.length === n) await clock.advance(50);
      await clock.advance(50);
      await sent[n]?.answer();
    }
    void lane.loadAll(['i-hanging'], from('a'));
    while (sent.length === 20) await clock.advance(50);
    void lane.loadAll(['i-next'], from('a'));
    await clock.advance(1000);
    expect(sent[21]?.keys).toEqual(['i-next']);
  });

  it('knows of no usual time at first, and waits two seconds for a call that hangs', async () => {
    const { clock, lane, sent } = laneWith();
    void lane.loadAll(['i-hanging'], from('a'));
    await settled();
    void lane.loadAll(['i-next'], from('a'));
    await clock.advance(1999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(sent).toHaveLength(2);
  });

  it('takes callers in turn, so that one with many does not hold up another by more than a batch', async () => {
    const { lane, sent } = laneWith({ limit: 3 });
    void lane.loadAll(['i-1', 'i-2', 'i-3', 'i-4', 'i-5', 'i-6', 'i-7', 'i-8', 'i-9'], from('busy'));
    void lane.loadAll(['i-single'], from('single'));
    await settled();
    expect(sent[0]?.keys).toContain('i-single');
  });

  it('gathers while tokens are short, and puts in no more instances than have a token', async () => {
    const budget = {
      StartInstances: { capacity: 1, perSecond: 1 },
      'StartInstances.instances': { capacity: 3, perSecond: 1 },
    };
    const { clock, lane, sent } = laneWith({ limit: 10, budget });
    void lane.loadAll(['i-1'], from('a'));
    await settled();
    await sent[0]?.answer();
    const call = from('a');
    void lane.loadAll(['i-2', 'i-3', 'i-4', 'i-5', 'i-6'], call);
    await clock.advance(999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(sent[1]?.keys).toEqual(['i-2', 'i-3', 'i-4']);
    expect(call.ledger.waitedMs).toBe(1000);
  });

  it('tells every caller of the calls that it took part in', async () => {
    const { lane, sent } = laneWith();
    const [a, b] = [from('a'), from('b')];
    void lane.loadAll(['i-1'], a);
    void lane.loadAll(['i-2'], b);
    await settled();
    sent[0]?.call.ledger.record(ACTION);
    sent[0]?.call.ledger.waited(7);
    expect([a.ledger.calls, a.ledger.waitedMs, b.ledger.calls, b.ledger.waitedMs]).toEqual([
      { StartInstances: 1 },
      7,
      { StartInstances: 1 },
      7,
    ]);
  });

  it('drops a caller that gives up while another call is under way, who hears that EC2 was not asked', async () => {
    const { lane, sent } = laneWith();
    void lane.loadAll(['i-0'], from('a'));
    await settled();
    const patience = new AbortController();
    const given = lane.loadAll(['i-1'], from('b', patience.signal));
    void lane.loadAll(['i-2'], from('c'));
    patience.abort();
    expect((await given).get('i-1')).toMatchObject({ code: 'TIMEOUT' });
    await sent[0]?.answer();
    expect(sent[1]?.keys).toEqual(['i-2']);
  });

  it('sends nothing and spends nothing when everyone has given up', async () => {
    const { clock, lane, sent } = laneWith({ budget: { StartInstances: { capacity: 1, perSecond: 1 } } });
    void lane.loadAll(['i-0'], from('a'));
    await settled();
    await sent[0]?.answer();
    const patience = new AbortController();
    void lane.loadAll(['i-1'], from('b', patience.signal));
    patience.abort();
    await clock.advance(1000);
    void lane.loadAll(['i-2'], from('c'));
    await settled();
    expect(sent.map(({ keys }) => keys)).toEqual([['i-0'], ['i-2']]);
  });

  it('answers a caller whose deadline has passed before it asked', async () => {
    const { lane, sent } = laneWith();
    const outcomes = await lane.loadAll(['i-1'], from('a', AbortSignal.abort()));
    expect(outcomes.get('i-1')).toMatchObject({ code: 'TIMEOUT' });
    await settled();
    expect(sent).toEqual([]);
  });

  it('leaves a call under way to the others when one of its callers gives up', async () => {
    const { lane, sent } = laneWith();
    const [first, second] = [new AbortController(), new AbortController()];
    const given = lane.loadAll(['i-1'], from('a', first.signal));
    const kept = lane.loadAll(['i-2'], from('b', second.signal));
    await settled();
    first.abort();
    expect((await given).get('i-1')).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(sent[0]?.call.signal.aborted).toBe(false);
    await sent[0]?.answer();
    expect((await kept).get('i-2')).toBe('done i-2');
  });

  it('gives up the call once all of its callers have', async () => {
    const { lane, sent } = laneWith();
    const patience = new AbortController();
    void lane.loadAll(['i-1', 'i-2'], from('a', patience.signal));
    await settled();
    patience.abort();
    expect(sent[0]?.call.signal.aborted).toBe(true);
  });

  it('hands a fault to everyone in the batch, and goes on', async () => {
    const { lane, sent } = laneWith();
    const failing = [lane.loadAll(['i-1'], from('a')), lane.loadAll(['i-2'], from('b'))];
    await settled();
    const later = lane.loadAll(['i-3'], from('c'));
    sent[0]?.fail(new TypeError('a fault'));
    expect(await Promise.allSettled(failing)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    await settled();
    await sent[1]?.answer();
    expect((await later).get('i-3')).toBe('done i-3');
  });

  it('sends what EC2 throttles later, ahead of others and with them', async () => {
    const { lane, sent, clock } = laneWith();
    const throttled = lane.loadAll(['i-1', 'i-2'], from('a'));
    await settled();
    const joined = lane.loadAll(['i-3'], from('b'));
    await sent[0]?.answer(refusing(['i-1', 'i-2']));
    await clock.advance(999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(sent[1]?.keys).toEqual(['i-1', 'i-3', 'i-2']);
    await sent[1]?.answer();
    expect((await throttled).get('i-2')).toBe('done i-2');
    expect((await joined).get('i-3')).toBe('done i-3');
  });

  it('tells who gives up while EC2 throttles that it was not served, and serves it no more', async () => {
    const { lane, sent, clock } = laneWith();
    const deadline = new AbortController();
    const given = lane.loadAll(['i-1'], from('a', deadline.signal));
    void lane.loadAll(['i-2'], from('b'));
    await settled();
    await sent[0]?.answer(refusing(['i-1', 'i-2']));
    deadline.abort();
    expect((await given).get('i-1')).toMatchObject({ code: 'THROTTLED' });
    await clock.advance(1000);
    expect(sent[1]?.keys).toEqual(['i-2']);
  });

  it('gives up on what EC2 throttles for the eighth time', async () => {
    const { lane, sent, clock } = laneWith();
    const outcomes = lane.loadAll(['i-1'], from('a'));
    for (let n = 0; n < 8; n++) {
      await clock.advance(5000);
      await sent[n]?.answer(refusing(['i-1']));
    }
    expect((await outcomes).get('i-1')).toMatchObject({ code: 'THROTTLED', message: 'EC2 says so' });
    expect(sent).toHaveLength(8);
  });

  it('tells each caller how long it waited itself for the budget', async () => {
    const { lane, sent, clock } = laneWith({ budget: { StartInstances: { capacity: 1, perSecond: 0.1 } } });
    void lane.loadAll(['i-0'], from('a'));
    await settled();
    await sent[0]?.answer();
    const deadline = new AbortController();
    const [early, late, gone] = [from('b'), from('c'), from('d', deadline.signal)];
    void lane.loadAll(['i-1'], early);
    void lane.loadAll(['i-3'], gone);
    await clock.advance(9000);
    void lane.loadAll(['i-2'], late);
    deadline.abort();
    await clock.advance(1000);
    expect(sent[1]?.keys).toEqual(['i-1', 'i-2']);
    expect([early, late, gone].map(({ ledger }) => ledger.waitedMs)).toEqual([10_000, 1000, 9000]);
  });

  it('claims its first tokens once', async () => {
    const call = new SharedCall([from('a')]);
    expect([call.claim(), call.claim()]).toEqual([true, false]);
  });

  it('answers at once whom a refusal names, and asks again for the rest, which pays and waits anew', async () => {
    const budget = { StartInstances: { capacity: 1, perSecond: 1 } };
    const { lane, sent, clock } = laneWith({ budget });
    const [early, late] = [from('a'), from('b')];
    const named = lane.loadAll(['i-1'], early);
    const rest = lane.loadAll(['i-2'], late);
    await settled();
    await sent[0]?.answer(inTheWrongState(['i-1', 'i-2'], 'i-1'));
    expect((await named).get('i-1')).toMatchObject({ code: 'INVALID_STATE' });
    await clock.advance(999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(sent[1]?.keys).toEqual(['i-2']);
    await sent[1]?.answer();
    expect((await rest).get('i-2')).toBe('done i-2');
    expect([early, late].map(({ ledger }) => ledger.waitedMs)).toEqual([0, 1000]);
  });

  it('tells who gives up while the rest waits for its token that it was not served', async () => {
    const budget = { StartInstances: { capacity: 1, perSecond: 1 } };
    const { lane, sent, clock } = laneWith({ budget });
    const deadline = new AbortController();
    void lane.loadAll(['i-1'], from('a'));
    const given = lane.loadAll(['i-2'], from('b', deadline.signal));
    void lane.loadAll(['i-3'], from('c'));
    await settled();
    await sent[0]?.answer(inTheWrongState(['i-1', 'i-2', 'i-3'], 'i-1'));
    await clock.advance(500);
    deadline.abort();
    expect((await given).get('i-2')).toMatchObject({ code: 'THROTTLED', retryAfterSeconds: 1 });
    await clock.advance(500);
    expect(sent[1]?.keys).toEqual(['i-3']);
  });

  it('answers the half that EC2 takes while the other is still taken apart', async () => {
    const { lane, sent } = laneWith({ limit: 10 });
    const good = lane.loadAll(['i-1', 'i-2'], from('a'));
    void lane.loadAll(['i-3', 'i-4'], from('b'));
    await settled();
    await sent[0]?.answer(inTheWrongState(['i-1', 'i-2', 'i-3', 'i-4']));
    expect(sent.slice(1).map(({ keys }) => keys)).toEqual([
      ['i-1', 'i-2'],
      ['i-3', 'i-4'],
    ]);
    await sent[1]?.answer();
    expect((await good).get('i-2')).toBe('done i-2');
  });

  it('sends the rest of a caller whose instances are refused by itself, so that others do not wait for it', async () => {
    const { lane, sent } = laneWith({ limit: 10 });
    void lane.loadAll(['i-1', 'i-2', 'i-3'], from('a'));
    const good = lane.loadAll(['i-9'], from('b'));
    await settled();
    await sent[0]?.answer(inTheWrongState(['i-1', 'i-9', 'i-2', 'i-3'], 'i-1'));
    expect(sent.slice(1).map(({ keys }) => keys)).toEqual([['i-2', 'i-3'], ['i-9']]);
    await sent[2]?.answer();
    expect((await good).get('i-9')).toBe('done i-9');
  });

  it('takes turns between those who came anew and those whom EC2 has refused', async () => {
    const { lane, sent } = laneWith({ limit: 10 });
    void lane.loadAll(['i-1', 'i-2', 'i-3', 'i-4'], from('a'));
    await settled();
    await sent[0]?.answer(inTheWrongState(['i-1', 'i-2', 'i-3', 'i-4'], 'i-1'));
    void lane.loadAll(['i-9'], from('b'));
    await sent[1]?.answer(inTheWrongState(['i-2', 'i-3', 'i-4'], 'i-2'));
    expect(sent.slice(2).map(({ keys }) => keys)).toEqual([['i-9'], ['i-3', 'i-4']]);
  });

  it('repeats what was lost, which pays for its instances once more, in as many parts as have tokens', async () => {
    const budget = { 'StartInstances.instances': { capacity: 5, perSecond: 1 } };
    const { lane, sent, clock } = laneWith({ budget });
    const outcomes = lane.loadAll(['i-1', 'i-2', 'i-3'], from('a'));
    await settled();
    await sent[0]?.answer(lost(['i-1', 'i-2', 'i-3']));
    await clock.advance(100);
    expect(sent[1]?.keys).toEqual(['i-1', 'i-2']);
    await sent[1]?.answer();
    await clock.advance(1000);
    expect(sent[2]?.keys).toEqual(['i-3']);
    await sent[2]?.answer();
    expect([...(await outcomes).values()]).toEqual(['done i-1', 'done i-2', 'done i-3']);
  });

  it('holds up nobody for what was lost', async () => {
    const { lane, sent } = laneWith();
    void lane.loadAll(['i-1'], from('a'));
    await settled();
    await sent[0]?.answer(lost(['i-1']));
    void lane.loadAll(['i-2'], from('b'));
    await settled();
    expect(sent[1]?.keys).toEqual(['i-2']);
  });

  it('does not repeat what was lost for who gives up before', async () => {
    const { lane, sent, clock } = laneWith();
    const deadline = new AbortController();
    const given = lane.loadAll(['i-1'], from('a', deadline.signal));
    void lane.loadAll(['i-2'], from('b'));
    await settled();
    await sent[0]?.answer(lost(['i-1', 'i-2']));
    deadline.abort();
    expect((await given).get('i-1')).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await clock.advance(100);
    expect(sent[1]?.keys).toEqual(['i-2']);
  });

  it('knows the usual time by answers that there is no such instance, too', async () => {
    const { clock, lane, sent } = laneWith();
    for (let n = 0; n < 20; n++) {
      void lane.loadAll([`i-${n}`], from('a'));
      await clock.advance(50);
      await sent[n]?.answer(all([`i-${n}`], instanceNotFound(`i-${n}`)));
    }
    void lane.loadAll(['i-hanging'], from('a'));
    await settled();
    void lane.loadAll(['i-next'], from('a'));
    await clock.advance(100);
    expect(sent[21]?.keys).toEqual(['i-next']);
  });

  it.each([
    ['throttled', refusing],
    ['lost', lost],
  ])('keeps apart what was %s apart', async (_, failing) => {
    const { lane, sent, clock } = laneWith({ limit: 10 });
    void lane.loadAll(['i-1', 'i-2', 'i-3'], from('a'));
    await settled();
    await sent[0]?.answer(inTheWrongState(['i-1', 'i-2', 'i-3'], 'i-1'));
    void lane.loadAll(['i-8'], from('b'));
    await settled();
    await sent[1]?.answer(failing(['i-2', 'i-3']));
    const others = sent.slice(2);
    await clock.advance(1000);
    void lane.loadAll(['i-9'], from('b'));
    await settled();
    for (const { answer } of others) await answer();
    await settled();
    const together = sent.filter(({ keys }) => keys.includes('i-2') && keys.some((key) => key > 'i-3'));
    expect(together).toEqual([]);
    expect(sent.filter(({ keys }) => keys.join() === 'i-2,i-3')).toHaveLength(2);
  });

  it('takes one token for an instance that many ask for', async () => {
    const budget = { 'StartInstances.instances': { capacity: 3, perSecond: 0.001 } };
    const { lane, sent } = laneWith({ limit: 10, budget });
    for (const caller of ['a', 'b', 'c']) void lane.loadAll(['i-1'], from(caller));
    await settled();
    await sent[0]?.answer();
    void lane.loadAll(['i-2', 'i-3'], from('a'));
    await settled();
    expect(sent.map(({ keys }) => keys)).toEqual([['i-1'], ['i-2', 'i-3']]);
  });

  it('listens no more for the deadline of who is answered', async () => {
    const { lane, sent } = laneWith();
    const { signal } = new AbortController();
    const outcomes = lane.loadAll(['i-1', 'i-2'], from('a', signal));
    await settled();
    expect(getEventListeners(signal, 'abort').length).toBeGreaterThan(0);
    await sent[0]?.answer();
    await outcomes;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('tells who gives up after something was lost that nobody knows, though EC2 has throttled it since', async () => {
    const { lane, sent, clock } = laneWith();
    const deadline = new AbortController();
    const given = lane.loadAll(['i-1'], from('a', deadline.signal));
    await settled();
    await sent[0]?.answer(lost(['i-1']));
    await clock.advance(100);
    await sent[1]?.answer(refusing(['i-1']));
    deadline.abort();
    expect((await given).get('i-1')).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await clock.advance(10_000);
    expect(sent).toHaveLength(2);
  });

  it('gives the tokens of a throttled call to others while it waits', async () => {
    const budget = { 'StartInstances.instances': { capacity: 3, perSecond: 0.001 } };
    const { lane, sent, clock } = laneWith({ limit: 3, budget });
    void lane.loadAll(['i-1', 'i-2', 'i-3'], from('a'));
    await settled();
    await sent[0]?.answer(refusing(['i-1', 'i-2', 'i-3']));
    void lane.loadAll(['i-4'], from('b'));
    await clock.advance(1000);
    expect(sent[1]?.keys).toEqual(['i-1', 'i-4', 'i-2']);
  });
});

/** A caller that gives up when the test says so, and is told later what became of what he gave up. */
function impatient(caller: string) {
  const deadline = new AbortController();
  const late: Record<string, unknown> = {};
  const leftBehind = (id: string, outcome: Promise<Outcome<unknown>>) => {
    late[id] = 'unknown';
    void outcome.then((told) => {
      late[id] = told instanceof ServiceError ? told.code : told;
    });
  };
  return { call: { ...from(caller, deadline.signal), leftBehind }, giveUp: () => deadline.abort(), late };
}

describe('Who gives up while EC2 is asked', () => {
  async function abandoned(action?: Action) {
    const { lane, sent } = laneWith({ limit: 10, ...(action && { action }) });
    const who = impatient('a');
    const told = lane.loadAll(['i-1', 'i-2'], who.call);
    const others = lane.loadAll(['i-2', 'i-3'], from('b'));
    await settled();
    who.giveUp();
    return { ...who, told: await told, others, lane, sent };
  }

  it('of a change is told later what became of it, each id by itself', async () => {
    const { told, late, sent } = await abandoned();
    expect(told.get('i-1')).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(late).toEqual({ 'i-1': 'unknown', 'i-2': 'unknown' });
    const outcomes = new Map<string, Outcome<string>>([
      ['i-1', 'done'],
      ['i-2', instanceNotFound('i-2')],
      ['i-3', 'done'],
    ]);
    await sent[0]?.answer(outcomes);
    expect(late).toEqual({ 'i-1': 'done', 'i-2': 'INSTANCE_NOT_FOUND' });
  });

  it('is told of a refusal, and goes no further with those who are asked for again', async () => {
    const { late, sent, others } = await abandoned();
    await sent[0]?.answer(inTheWrongState(['i-1', 'i-2', 'i-3'], 'i-1'));
    // Whom EC2 refused for another was not started, but not for a state of its own.
    expect(late).toEqual({ 'i-1': 'INVALID_STATE', 'i-2': 'TIMEOUT' });
    await sent[1]?.answer();
    await sent[2]?.answer();
    expect([...(await others).values()]).toEqual(['done i-2', 'done i-3']);
    expect(late).toEqual({ 'i-1': 'INVALID_STATE', 'i-2': 'TIMEOUT' });
  });

  it('is not told of what EC2 may have terminated that it was refused with others', async () => {
    const { late, sent } = await abandoned('TerminateInstances');
    await sent[0]?.answer(inTheWrongState(['i-1', 'i-2', 'i-3'], 'i-1'));
    expect(late).toEqual({ 'i-1': 'INVALID_STATE', 'i-2': 'OUTCOME_UNKNOWN' });
  });

  it('is not told that nothing was done where an earlier answer was lost', async () => {
    const { lane, sent, clock } = laneWith();
    const { call, giveUp, late } = impatient('a');
    void lane.loadAll(['i-1'], call);
    void lane.loadAll(['i-2'], from('b'));
    await settled();
    const lost = new ServiceError('OUTCOME_UNKNOWN', 'lost', { retryable: true });
    await sent[0]?.answer(all(['i-1', 'i-2'], lost));
    await clock.advance(100);
    giveUp();
    await sent[1]?.answer(inTheWrongState(['i-1', 'i-2'], 'i-2'));
    expect(late).toEqual({ 'i-1': 'OUTCOME_UNKNOWN' });
  });

  it('lets the others go together again where EC2’s refusal names what was his', async () => {
    const { lane, sent } = laneWith({ limit: 10 });
    const { call, giveUp } = impatient('a');
    void lane.loadAll(['i-1'], call);
    for (const [n, caller] of ['b', 'c', 'd'].entries()) void lane.loadAll([`i-${n + 2}`], from(caller));
    await settled();
    giveUp();
    await sent[0]?.answer(inTheWrongState(['i-1', 'i-2', 'i-3', 'i-4'], 'i-1'));
    expect(sent.map(({ keys }) => keys)).toEqual([
      ['i-1', 'i-2', 'i-3', 'i-4'],
      ['i-2', 'i-3', 'i-4'],
    ]);
  });

  it('is told that nobody knows, where that is how it ends', async () => {
    const { late, sent, others } = await abandoned();
    others.catch(() => {});
    sent[0]?.fail(new Error('a fault of ours'));
    await settled();
    expect(late).toEqual({ 'i-1': 'OUTCOME_UNKNOWN', 'i-2': 'OUTCOME_UNKNOWN' });
  });

  it('of a read is told no more', async () => {
    const { told, late, sent } = await abandoned('DescribeInstances');
    expect(told.get('i-1')).toMatchObject({ code: 'TIMEOUT' });
    await sent[0]?.answer();
    expect(late).toEqual({});
  });
});

describe('Who gives up while EC2 is not asked', () => {
  it('is told no more, as he has not been served', async () => {
    const { lane, sent } = laneWith();
    void lane.loadAll(['i-1'], from('a'));
    await settled();
    const { call, giveUp, late } = impatient('b');
    const told = lane.loadAll(['i-2'], call);
    await settled();
    giveUp();
    expect((await told).get('i-2')).toMatchObject({ code: 'TIMEOUT' });
    await sent[0]?.answer();
    expect([late, sent.length]).toEqual([{}, 1]);
  });

  it('is told no more of what is to be repeated', async () => {
    const { lane, sent, clock } = laneWith();
    const { call, giveUp, late } = impatient('a');
    const told = lane.loadAll(['i-1'], call);
    await settled();
    await sent[0]?.answer(refusing(['i-1']));
    giveUp();
    expect((await told).get('i-1')).toMatchObject({ code: 'THROTTLED' });
    await clock.advance(10_000);
    expect([late, sent.length]).toEqual([{}, 1]);
  });
});
