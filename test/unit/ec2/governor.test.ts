import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Governor } from '../../../src/ec2/governor.js';
import { ManualClock, settled } from '../../support/clock.js';

/** Beside the bucket of calls, one of instances. */
const INSTANCES = { 'Act.instances': { capacity: 10, perSecond: 1 } };

function governed(budget = {}) {
  const clock = new ManualClock();
  const governor = new Governor({ Act: { capacity: 2, perSecond: 1 }, ...budget }, clock);
  const admitted: string[] = [];
  const admit = (caller: string, instances = 0, signal = new AbortController().signal) =>
    governor.admit('Act', instances, { caller, signal }).then((waited) => {
      admitted.push(caller);
      return waited;
    });
  return { clock, governor, admitted, admit };
}

describe('The governor', () => {
  it('admits at once as long as there are tokens, then as they come', async () => {
    const { clock, admitted, admit } = governed();
    for (const caller of ['a', 'b', 'c', 'd']) void admit(caller);
    await settled();
    expect(admitted).toEqual(['a', 'b']);
    await clock.advance(999);
    expect(admitted).toEqual(['a', 'b']);
    await clock.advance(1);
    expect(admitted).toEqual(['a', 'b', 'c']);
    await clock.advance(1000);
    expect(admitted).toEqual(['a', 'b', 'c', 'd']);
  });

  it('tells how long it took', async () => {
    const { clock, admit } = governed();
    const waits = [admit('a'), admit('a'), admit('a')];
    await clock.advance(1000);
    expect(await Promise.all(waits)).toEqual([0, 0, 1000]);
  });

  it('takes callers in turn', async () => {
    const { clock, admitted, admit } = governed();
    for (let n = 0; n < 6; n++) void admit('busy');
    void admit('single');
    await clock.advance(2000);
    expect(admitted).toEqual(['busy', 'busy', 'busy', 'single']);
  });

  it('gives up with the caller, who hears when to come again, and serves the others', async () => {
    const { clock, admitted, admit } = governed();
    const patience = new AbortController();
    void admit('a');
    void admit('a');
    const given = admit('b', 0, patience.signal);
    void admit('c');
    await settled();
    patience.abort();
    await expect(given).rejects.toMatchObject({ code: 'THROTTLED', retryable: true, retryAfterSeconds: 1 });
    await clock.advance(1000);
    expect(admitted).toEqual(['a', 'a', 'c']);
  });

  it('counts instances in a bucket of their own', async () => {
    const { clock, admitted, admit } = governed({ 'Act.instances': { capacity: 10, perSecond: 2 } });
    void admit('a', 8);
    void admit('b', 4);
    await settled();
    expect(admitted).toEqual(['a']);
    await clock.advance(1000);
    expect(admitted).toEqual(['a', 'b']);
  });

  it('admits more instances than the bucket holds once it is full', async () => {
    const { clock, governor, admitted, admit } = governed({
      'Act.instances': { capacity: 10, perSecond: 2 },
    });
    expect(governor.takeInstances('Act', 1)).toBe(1);
    void admit('a', 25);
    await clock.advance(499);
    expect(admitted).toEqual([]);
    await clock.advance(1);
    expect(admitted).toEqual(['a']);
  });

  it('lets who wants less go ahead of who wants more than there is', async () => {
    const { clock, admitted, admit } = governed({
      Act: { capacity: 9, perSecond: 9 },
      'Act.instances': { capacity: 10, perSecond: 2 },
    });
    await admit('a', 10);
    void admit('big', 10);
    await clock.advance(500);
    void admit('small', 1);
    await settled();
    expect(admitted).toEqual(['a', 'small']);
    await clock.advance(5000);
    expect(admitted).toEqual(['a', 'small', 'big']);
  });

  it('looks again when somebody gives up', async () => {
    const { clock, admitted, admit } = governed({ 'Act.instances': { capacity: 10, perSecond: 1 } });
    await admit('a', 10);
    const patience = new AbortController();
    const given = admit('b', 10, patience.signal);
    await clock.advance(1000);
    patience.abort();
    await expect(given).rejects.toMatchObject({ code: 'THROTTLED' });
    void admit('b', 1);
    await settled();
    expect(admitted).toEqual(['a', 'b']);
  });

  it('waits for new tokens after EC2 has refused a call', async () => {
    const { clock, governor, admitted, admit } = governed();
    governor.refused('Act', 0, clock.now());
    void admit('a');
    await clock.advance(999);
    expect(admitted).toEqual([]);
    await clock.advance(1);
    expect(admitted).toEqual(['a']);
  });

  it('takes a first refusal for one of the number of calls, and leaves their size alone', async () => {
    const { clock, governor } = governed(INSTANCES);
    governor.refused('Act', 8, clock.now());
    expect(governor.takeInstances('Act', 9)).toBe(9);
  });

  it('halves the size of calls when EC2 refuses one again that has waited for its token', async () => {
    const { clock, governor } = governed(INSTANCES);
    governor.refused('Act', 8, clock.now());
    await clock.advance(1000);
    governor.refused('Act', 8, clock.now());
    // One of the four is taken before.
    expect(governor.takeInstances('Act', 9)).toBe(3);
  });

  it('doubles it with each call of that size that EC2 takes', async () => {
    const { clock, governor } = governed(INSTANCES);
    for (let n = 0; n < 2; n++) {
      await clock.advance(1000);
      governor.refused('Act', 1, clock.now());
    }
    const sizes = [1, 2, 4].map((size) => {
      governor.answered('Act', size);
      const taken = governor.takeInstances('Act', 9);
      governor.giveBackInstances('Act', taken);
      return 1 + taken;
    });
    expect(sizes.slice(0, 2)).toEqual([2, 4]);
    expect(sizes[2]).toBeGreaterThan(4);
  });

  it('takes refusals of calls that were under way together for one', async () => {
    const { clock, governor } = governed(INSTANCES);
    const sentAt = clock.now();
    await clock.advance(50);
    governor.refused('Act', 8, sentAt);
    governor.refused('Act', 8, sentAt);
    expect(governor.takeInstances('Act', 9)).toBe(9);
  });

  it('takes a refusal for a first one again once EC2 has answered a call', async () => {
    const { clock, governor } = governed(INSTANCES);
    governor.refused('Act', 8, clock.now());
    await clock.advance(1000);
    governor.answered('Act', 0);
    governor.refused('Act', 8, clock.now());
    expect(governor.takeInstances('Act', 9)).toBe(9);
  });

  it('lets no stream of small wants starve a big one', async () => {
    const { clock, governor, admitted, admit } = governed({
      Act: { capacity: 100, perSecond: 100 },
      'Act.instances': { capacity: 10, perSecond: 2 },
    });
    await admit('first', 10);
    void admit('big', 3);
    for (let n = 0; n < 100; n++) void admit('many', 1);
    await clock.advance(10_000);
    expect(governor.takeInstances('Act', 10)).toBe(0);
    expect(admitted.indexOf('big')).toBeGreaterThan(0);
    expect(admitted.indexOf('big')).toBeLessThanOrEqual(4);
  });

  it('leaves no timer behind that runs on for nothing', async () => {
    const { clock, governor, admit } = governed({ Act: { capacity: 1, perSecond: 0.001 } });
    const delays: AbortSignal[] = [];
    const { delay } = clock;
    Object.assign(clock, {
      delay: (ms: number, signal: AbortSignal) => {
        delays.push(signal);
        return delay(ms, signal);
      },
    });
    await admit('a');
    for (const caller of ['b', 'c', 'd']) void admit(caller);
    await clock.advance(1);
    governor.giveBack('Act', 0);
    await clock.advance(1);
    expect(delays.length).toBeGreaterThan(1);
    expect(delays.slice(0, -1).map(({ aborted }) => aborted)).toEqual(delays.slice(0, -1).map(() => true));
  });

  it('counts the refill of a full bucket from the answer, as EC2 took the tokens at some time before', async () => {
    const { clock, governor, admitted, admit } = governed({
      Act: { capacity: 9, perSecond: 9 },
      'Act.instances': { capacity: 10, perSecond: 1 },
    });
    await admit('a', 10);
    await clock.advance(700);
    governor.answered('Act', 10);
    void admit('b', 1);
    await clock.advance(999);
    expect(admitted).toEqual(['a']);
    await clock.advance(1);
    expect(admitted).toEqual(['a', 'b']);
  });

  it('takes nothing more at the answer from a bucket that was not full', async () => {
    const { clock, governor, admitted, admit } = governed();
    await admit('a');
    await admit('a');
    await clock.advance(900);
    governor.answered('Act', 0);
    void admit('b');
    await clock.advance(100);
    expect(admitted).toEqual(['a', 'a', 'b']);
  });

  it('takes tokens back of a call that was not made', async () => {
    const { governor, admitted, admit } = governed();
    await admit('a');
    await admit('a');
    governor.giveBack('Act', 0);
    await admit('b');
    expect(admitted).toEqual(['a', 'a', 'b']);
  });

  it('does not bound actions without a bucket', async () => {
    const { governor } = governed();
    for (let n = 0; n < 1000; n++)
      await governor.admit('Other', 1000, { caller: 'a', signal: new AbortController().signal });
    expect(governor.takeInstances('Other', 1000)).toBe(1000);
  });

  it('never admits more than capacity and refill allow, whatever comes when', async () => {
    const arrivals = fc.array(
      fc.record({ after: fc.integer({ min: 0, max: 3000 }), caller: fc.constantFrom('a', 'b') }),
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async (events) => {
        const { clock, admitted, admit } = governed();
        const start = clock.now();
        for (const { after, caller } of events) {
          await clock.advance(after);
          void admit(caller);
          await settled();
          expect(admitted.length).toBeLessThanOrEqual(2 + (clock.now() - start) / 1000);
        }
        await clock.advance(events.length * 1000);
        expect(admitted).toHaveLength(events.length);
      }),
      { numRuns: 30 },
    );
  });
});
