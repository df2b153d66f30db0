import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../../../src/ec2/trail.js';
import { auditLog } from '../../../src/observability/audit-log.js';
import { ManualClock, settled } from '../../support/clock.js';

function anEntry(requestId: string): Entry {
  return { audit: 'change', caller: 'ci', requestId, operation: 'startInstances' };
}

/** A pipe that takes so many bytes until somebody reads, and what has gone into it. */
function aPipe(room = Number.POSITIVE_INFINITY) {
  const pipe = {
    room,
    text: '',
    broken: undefined as Error | undefined,
    write(bytes: Uint8Array): number {
      if (pipe.broken) throw pipe.broken;
      if (pipe.room === 0) throw Object.assign(new Error('write EAGAIN'), { code: 'EAGAIN' });
      const taken = bytes.subarray(0, pipe.room);
      pipe.room -= taken.length;
      pipe.text += Buffer.from(taken).toString();
      return taken.length;
    },
    requestIds: () =>
      pipe.text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).requestId),
  };
  return pipe;
}

function aLog(pipe: ReturnType<typeof aPipe>) {
  const clock = new ManualClock();
  const faults: unknown[] = [];
  const trail = auditLog(pipe.write, clock, {
    written: () => {},
    failed: (fault) => void faults.push(fault),
  });
  return { clock, faults, trail };
}

/** Whether a promise has settled, and how. */
function watched(promise: Promise<void>) {
  const seen = { state: 'pending' };
  promise.then(
    () => Object.assign(seen, { state: 'written' }),
    () => Object.assign(seen, { state: 'failed' }),
  );
  return seen;
}

describe('The audit trail', () => {
  it('is a line of JSON for each entry, with its time first', async () => {
    const pipe = aPipe();
    await aLog(pipe).trail.write({ ...anEntry('r-1'), ids: ['i-1'] });
    expect(pipe.text).toBe(
      '{"time":"2026-11-23T07:31:05.000Z","audit":"change","caller":"ci","requestId":"r-1","operation":"startInstances","ids":["i-1"]}\n',
    );
  });

  it('holds no line that somebody else could have broken in two', async () => {
    const pipe = aPipe();
    await aLog(pipe).trail.write({ ...anEntry('r-1'), caller: 'a\n{"audit":"outcome"}' });
    expect(pipe.text.match(/\n/g)).toHaveLength(1);
  });

  it('has an entry in full, in as many parts as it takes, before that is said to be written', async () => {
    const pipe = aPipe(10);
    const { clock, trail } = aLog(pipe);
    const seen = watched(trail.write(anEntry('r-1')));
    await settled();
    expect([seen.state, pipe.text]).toEqual(['pending', '{"time":"2']);
    pipe.room = 20;
    await clock.advance(10);
    expect([seen.state, pipe.text.length]).toEqual(['pending', 30]);
    pipe.room = 1000;
    await clock.advance(10);
    expect([seen.state, pipe.requestIds()]).toEqual(['written', ['r-1']]);
  });

  it('waits for a second for whoever reads it to go on, and no longer', async () => {
    const pipe = aPipe(0);
    const { clock, faults, trail } = aLog(pipe);
    const seen = watched(trail.write(anEntry('r-1')));
    await clock.advance(999);
    expect([seen.state, faults]).toEqual(['pending', []]);
    await clock.advance(1);
    expect(seen.state).toBe('failed');
    expect(faults).toMatchObject([{ code: 'EAGAIN' }]);
  });

  it('fails at once where it cannot be written, and that is told', async () => {
    const pipe = aPipe();
    pipe.broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const { faults, trail } = aLog(pipe);
    await expect(trail.write(anEntry('r-1'))).rejects.toBe(pipe.broken);
    expect(faults).toEqual([pipe.broken]);
  });

  it('goes on with the next entry where one could not be written', async () => {
    const pipe = aPipe();
    const { faults, trail } = aLog(pipe);
    pipe.broken = new Error('no space left');
    const lost = watched(trail.write(anEntry('r-1')));
    await settled();
    pipe.broken = undefined;
    await trail.write(anEntry('r-2'));
    expect([lost.state, pipe.requestIds(), faults.length]).toEqual(['failed', ['r-2'], 1]);
  });

  it('keeps its order, whoever waits', async () => {
    const pipe = aPipe(0);
    const { clock, trail } = aLog(pipe);
    const seen = ['r-1', 'r-2', 'r-3'].map((id) => watched(trail.write(anEntry(id))));
    await clock.advance(10);
    pipe.room = 150;
    await clock.advance(10);
    expect(seen.map(({ state }) => state)).toEqual(['written', 'pending', 'pending']);
    pipe.room = 1000;
    await clock.advance(10);
    expect(seen.map(({ state }) => state)).toEqual(['written', 'written', 'written']);
    expect(pipe.requestIds()).toEqual(['r-1', 'r-2', 'r-3']);
  });

  it('puts no line behind the half of another', async () => {
    const pipe = aPipe(10);
    const { clock, trail } = aLog(pipe);
    const halves = ['r-1', 'r-2'].map((id) => watched(trail.write(anEntry(id))));
    await clock.advance(1000);
    // Of the next, too, no more than its beginning gets through.
    pipe.room = 4;
    await clock.advance(1000);
    pipe.room = 1000;
    await trail.write(anEntry('r-3'));
    await trail.write(anEntry('r-4'));
    expect(halves.map(({ state }) => state)).toEqual(['failed', 'failed']);
    const lines = pipe.text.split('\n');
    expect(lines.slice(0, 2)).toEqual(['{"time":"2', '{"t']);
    expect(lines.slice(2, 4).map((line) => JSON.parse(line).requestId)).toEqual(['r-3', 'r-4']);
    expect(lines.slice(4)).toEqual(['']);
  });
});
