import { setMaxListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { RequestLedger } from '../../../src/context.js';
import type { Call, Outcomes } from '../../../src/ec2/ec2.js';
import { Governor } from '../../../src/ec2/governor.js';
import { Lane } from '../../../src/ec2/lane.js';
import { ServiceError } from '../../../src/errors.js';
import { ManualClock, settled } from '../../support/clock.js';
import { anObserver } from '../../support/observers.js';

interface Sent {
  readonly keys: readonly string[];
  readonly call: Call;
  answer(outcomes?: Outcomes<string>): Promise<void>;
  fail(fault: Error): void;
}

function laneWith({ limit = 3, budget = {} } = {}) {
  const clock = new ManualClock();
  const sent: Sent[] = [];
  const lane = new Lane<string>({
    action: 'Act',
    limit,
    governor: new Governor(budget, clock),
    clock,
    observer: anObserver(),
    send: (keys, call) =>
      new Promise((resolve, reject) => {
        call.batch?.asked();
        const done = new Map(keys.map((key) => [key, `done ${key}`]));
        const answer = (outcomes: Outcomes<string> = done) => {
          const isRefused = [...outcomes.values()].every((outcome) => outcome instanceof ServiceError);
          call.batch?.ended(isRefused ? 'refused' : 'done', isRefused ? 0 : keys.length);
          resolve(outcomes);
          return settled();
        };
        sent.push({ keys, call, answer, fail: reject });
      }),
    abandoned: () => new ServiceError('OUTCOME_UNKNOWN', 'abandoned'),
  });
  return { clock, lane, sent };
}

function from(caller: string, signal = new AbortController().signal) {
  setMaxListeners(0, signal);
  return { caller, signal, ledger: new RequestLedger() };
}

/** EC2 throttles a call about these. */
function refusing(keys: readonly string[]): Outcomes<string> {
  const throttled = new ServiceError('THROTTLED', 'EC2 says so', { retryable: true });
  return new Map(keys.map((key) => [key, throttled]));
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

  it('does not take the wait for tokens for time that calls take', async () => {
    const { clock, lane, sent } = laneWith({ budget: { Act: { capacity: 1, perSecond: 1 } } });
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
    const budget = { Act: { capacity: 1, perSecond: 1 }, 'Act.instances': { capacity: 3, perSecond: 1 } };
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
    sent[0]?.call.ledger.record('Act');
    sent[0]?.call.ledger.waited(7);
    expect([a.ledger.calls, a.ledger.waitedMs, b.ledger.calls, b.ledger.waitedMs]).toEqual([
      { Act: 1 },
      7,
      { Act: 1 },
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
    const { clock, lane, sent } = laneWith({ budget: { Act: { capacity: 1, perSecond: 1 } } });
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
    expect((await given).get('i-1')).toMatchObject({ code: 'OUTCOME_UNKNOWN', message: 'abandoned' });
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

  it('answers some before the rest is known, who then take no part in what is sent for the others', async () => {
    const { lane, sent } = laneWith();
    const [early, late] = [from('a'), from('b')];
    const outcomes = lane.loadAll(['i-1'], early);
    void lane.loadAll(['i-2'], late);
    await settled();
    const { call } = sent[0] as Sent;
    call.batch?.settle(new Map([['i-1', 'done early']]));
    expect((await outcomes).get('i-1')).toBe('done early');
    const next = await call.batch?.again(['i-2']);
    next?.call.ledger.record('Act');
    expect([early.ledger.calls, late.ledger.calls]).toEqual([{}, { Act: 1 }]);
    expect(next?.call.batch?.claim()).toBe(true);
  });

  it('sends what EC2 throttles later, ahead of others and with them', async () => {
    const { lane, sent, clock } = laneWith();
    const throttled = lane.loadAll(['i-1', 'i-2'], from('a'));
    await settled();
    await sent[0]?.answer(refusing(['i-1', 'i-2']));
    const joined = lane.loadAll(['i-3'], from('b'));
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

  it('takes a caller that gives up while the rest waits for its token out of the rest', async () => {
    const { lane, sent, clock } = laneWith({ budget: { Act: { capacity: 1, perSecond: 1 } } });
    const deadline = new AbortController();
    const given = lane.loadAll(['i-1'], from('a', deadline.signal));
    void lane.loadAll(['i-2'], from('b'));
    await settled();
    const { call } = sent[0] as Sent;
    call.batch?.ended('refused', 0);
    const again = call.batch?.again(['i-1', 'i-2']);
    deadline.abort();
    expect((await given).get('i-1')).not.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await clock.advance(1000);
    expect((await again)?.keys).toEqual(['i-2']);
  });

  it('takes no token for a rest that nobody waits for', async () => {
    const { lane, sent, clock } = laneWith({ budget: { Act: { capacity: 2, perSecond: 1 } } });
    const deadline = new AbortController();
    void lane.loadAll(['i-1'], from('a', deadline.signal));
    await settled();
    const { call } = sent[0] as Sent;
    call.batch?.ended('refused', 0);
    deadline.abort();
    expect(await call.batch?.again(['i-1'])).toBeUndefined();
    await sent[0]?.answer();
    void lane.loadAll(['i-2'], from('a'));
    await settled();
    expect(sent[1]?.keys).toEqual(['i-2']);
    await clock.advance(0);
  });

  it('keeps the tokens of instances for those that are sent again, and gives back the others', async () => {
    const { lane, sent } = laneWith({
      limit: 10,
      budget: { 'Act.instances': { capacity: 4, perSecond: 0.001 } },
    });
    const failing = lane.loadAll(['i-1', 'i-2', 'i-3'], from('a'));
    await settled();
    const { call } = sent[0] as Sent;
    call.batch?.ended('refused', 0);
    void lane.loadAll(['i-4', 'i-5'], from('b'));
    await settled();
    expect(sent[1]?.keys).toEqual(['i-4']);
    await sent[1]?.answer();
    const next = await call.batch?.again(['i-1', 'i-2']);
    expect(next?.keys).toEqual(['i-1', 'i-2']);
    next?.call.batch?.ended('done', 2);
    sent[0]?.fail(new TypeError('what became of i-3 is of no interest'));
    await expect(failing).rejects.toThrow(TypeError);
    await settled();
    expect(sent[2]?.keys).toEqual(['i-5']);
  });

  it('tells each caller how long it waited itself for the budget', async () => {
    const { lane, sent, clock } = laneWith({ budget: { Act: { capacity: 1, perSecond: 0.1 } } });
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
    const { lane, sent } = laneWith();
    void lane.loadAll(['i-1'], from('a'));
    await settled();
    const batch = sent[0]?.call.batch;
    expect([batch?.claim(), batch?.claim()]).toEqual([true, false]);
  });
});
