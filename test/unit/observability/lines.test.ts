import { describe, expect, it } from '@jest/globals';
import { wholeLines } from '../../../src/observability/lines.js';
import { ManualClock, settled } from '../../support/clock.js';

/** A pipe that takes so many bytes until somebody reads, and what has gone into it. */
function aPipe(room = Number.POSITIVE_INFINITY) {
  const clock = new ManualClock();
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
  };
  const write = wholeLines(pipe.write, clock);
  return { pipe, clock, write: (line: string, isMinor?: boolean) => watched(write(line, isMinor)) };
}

/** Whether a promise has settled, and how. */
function watched(promise: Promise<void>) {
  const seen = { state: 'pending', fault: undefined as unknown };
  promise.then(
    () => Object.assign(seen, { state: 'written' }),
    (fault) => Object.assign(seen, { state: 'failed', fault }),
  );
  return seen;
}

const states = (all: readonly { state: string }[]) => all.map(({ state }) => state);

describe('A line', () => {
  it('is written at once where there is room, as a process may end the next moment', () => {
    const { pipe, write } = aPipe();
    write('first\n');
    write('second\n');
    expect(pipe.text).toBe('first\nsecond\n');
  });

  it('is written in full, in as many parts as it takes, before that is said', async () => {
    const { pipe, clock, write } = aPipe(4);
    const line = write('a long line\n');
    await settled();
    expect([line.state, pipe.text]).toEqual(['pending', 'a lo']);
    pipe.room = 3;
    await clock.advance(10);
    expect([line.state, pipe.text]).toEqual(['pending', 'a long ']);
    pipe.room = 100;
    await clock.advance(10);
    expect([line.state, pipe.text]).toEqual(['written', 'a long line\n']);
  });

  it('waits for a second for whoever reads it to go on, and no longer', async () => {
    const { clock, write } = aPipe(0);
    const line = write('first\n');
    await clock.advance(999);
    expect(line.state).toBe('pending');
    await clock.advance(1);
    expect(line).toMatchObject({ state: 'failed', fault: { code: 'EAGAIN' } });
  });

  it('waits for a second from when it came, however many came before', async () => {
    const { clock, write } = aPipe(0);
    const lines = Array.from({ length: 50 }, (_, n) => write(`${n}\n`));
    await clock.advance(500);
    const later = write('later\n');
    await clock.advance(500);
    expect(states(lines)).toEqual(lines.map(() => 'failed'));
    expect(later.state).toBe('pending');
    await clock.advance(500);
    expect(later.state).toBe('failed');
  });

  it('does not wait where a thousand do already', async () => {
    const { pipe, clock, write } = aPipe(0);
    const lines = Array.from({ length: 1000 }, () => write('x\n'));
    const further = write('further\n');
    await settled();
    expect(further).toMatchObject({ state: 'failed', fault: { message: '1000 lines wait to be written' } });
    pipe.room = 10_000;
    await clock.advance(10);
    expect(new Set(states(lines))).toEqual(new Set(['written']));
    expect(pipe.text).toBe('x\n'.repeat(1000));
  });

  it('that is minor does not wait where fifty do, so that there is room for the others', () => {
    const { write } = aPipe(0);
    const minor = Array.from({ length: 51 }, () => write('refused\n', true));
    const other = write('change\n');
    expect(other.state).toBe('pending');
    return settled().then(() => {
      expect(states(minor)).toEqual([...Array(50).fill('pending'), 'failed']);
      expect(other.state).toBe('pending');
    });
  });

  it('fails at once where it cannot be written, and the next is written', async () => {
    const { pipe, write } = aPipe();
    pipe.broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const lost = write('first\n');
    pipe.broken = undefined;
    const next = write('second\n');
    await settled();
    expect([...states([lost, next]), pipe.text]).toEqual(['failed', 'written', 'second\n']);
  });

  it('keeps its place, whoever waits', async () => {
    const { pipe, clock, write } = aPipe(0);
    const lines = [write('first\n'), write('second\n'), write('third\n')];
    await clock.advance(10);
    pipe.room = 9;
    await clock.advance(10);
    expect(states(lines)).toEqual(['written', 'pending', 'pending']);
    pipe.room = 100;
    await clock.advance(10);
    expect(states(lines)).toEqual(['written', 'written', 'written']);
    expect(pipe.text).toBe('first\nsecond\nthird\n');
  });

  it('is not put behind the half of another', async () => {
    const { pipe, clock, write } = aPipe(3);
    const halves = [write('first\n'), write('second\n')];
    await clock.advance(1000);
    expect(states(halves)).toEqual(['failed', 'failed']);
    // Of the next, too, no more than its beginning gets through.
    pipe.room = 4;
    const third = write('third\n');
    await clock.advance(1000);
    expect(third.state).toBe('failed');
    pipe.room = 100;
    const whole = [write('fourth\n'), write('fifth\n')];
    await settled();
    expect(states(whole)).toEqual(['written', 'written']);
    expect(pipe.text).toBe('fir\nthi\nfourth\nfifth\n');
  });
});
