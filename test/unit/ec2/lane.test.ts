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
        const done = new Map(keys.map((key) => [key, `done ${key}`]));
        const answer = (outcomes: Outcomes<string> = done) => {
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

  it('drops a caller that gives up before its call is sent, who hears THROTTLED', async () => {
    const { lane, sent } = laneWith();
    void lane.loadAll(['i-0'], from('a'));
    await settled();
    const patience = new AbortController();
    const given = lane.loadAll(['i-1'], from('b', patience.signal));
    void lane.loadAll(['i-2'], from('c'));
    patience.abort();
    expect((await given).get('i-1')).toMatchObject({ code: 'THROTTLED' });
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
    expect(outcomes.get('i-1')).toMatchObject({ code: 'THROTTLED' });
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
    const rest = call.batch?.only(['i-2']);
    rest?.ledger.record('Act');
    expect([early.ledger.calls, late.ledger.calls]).toEqual([{}, { Act: 1 }]);
    expect(rest?.batch?.claim()).toBe(false);
  });

  it('claims its first tokens once', async () => {
    const { lane, sent } = laneWith();
    void lane.loadAll(['i-1'], from('a'));
    await settled();
    const batch = sent[0]?.call.batch;
    expect([batch?.claim(), batch?.claim()]).toEqual([true, false]);
  });
});
