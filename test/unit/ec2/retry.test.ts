import { describe, expect, it } from '@jest/globals';
import { withRetries } from '../../../src/ec2/retry.js';
import { ServiceError } from '../../../src/errors.js';
import { instantPacing } from '../../support/builders.js';

const THROTTLED = new ServiceError('THROTTLED', 'throttled', { retryable: true });
const UPSTREAM = new ServiceError('UPSTREAM', 'failed', {
  retryable: true,
  ec2: { code: 'X', requestId: '1' },
});
const UNKNOWN = new ServiceError('OUTCOME_UNKNOWN', 'lost', { retryable: true });
const UNSENT = new ServiceError('TIMEOUT', 'not reached', { retryable: true });
const CAPACITY = new ServiceError('CAPACITY', 'no room', {
  retryable: true,
  ec2: { code: 'X', requestId: '1' },
});
const REFUSED = new ServiceError('UPSTREAM', 'no', { ec2: { code: 'X', requestId: '1' } });

function refusedWith(code: string): ServiceError {
  return new ServiceError('UPSTREAM', 'no', { ec2: { code, requestId: '1' } });
}

interface Options {
  readonly isRepeatable?: boolean;
  readonly random?: number;
  readonly signal?: AbortSignal;
}

/** Lets attempts end with these errors, and then well. */
async function tryWith(errors: readonly Error[], options: Options = {}) {
  const { isRepeatable = true, random = 1, signal = new AbortController().signal } = options;
  const pacing = instantPacing(random);
  let tried = 0;
  const attempt = async () => {
    const error = errors[tried++];
    if (error) throw error;
    return 'done';
  };
  const outcome = await withRetries(attempt, isRepeatable, pacing, signal).catch((error: unknown) => error);
  return { outcome, tried, pauses: pacing.pauses };
}

describe('an attempt', () => {
  it('that succeeds is the only one', async () => {
    expect(await tryWith([])).toEqual({ outcome: 'done', tried: 1, pauses: [] });
  });

  it('that fails is repeated after a pause that doubles', async () => {
    expect(await tryWith([UPSTREAM, UPSTREAM])).toEqual({ outcome: 'done', tried: 3, pauses: [100, 200] });
  });

  it('that EC2 throttles is repeated after a longer pause', async () => {
    expect(await tryWith([THROTTLED, THROTTLED])).toEqual({
      outcome: 'done',
      tried: 3,
      pauses: [1000, 2000],
    });
  });

  it('is repeated after a pause of any length up to the full one', async () => {
    expect((await tryWith([THROTTLED, UPSTREAM], { random: 0.25 })).pauses).toEqual([250, 25]);
  });

  it('is the last when it is the third that fails', async () => {
    expect(await tryWith(Array(3).fill(UPSTREAM))).toMatchObject({ outcome: UPSTREAM, tried: 3 });
  });

  it('is counted by the kind of its failure', async () => {
    const failures = [THROTTLED, UPSTREAM, THROTTLED, UPSTREAM, THROTTLED, UPSTREAM];
    expect(await tryWith(failures)).toEqual({
      outcome: UPSTREAM,
      tried: 6,
      pauses: [1000, 100, 2000, 200, 4000],
    });
  });

  it('is the last when it is the eighth that EC2 throttles, after pauses of five seconds at most', async () => {
    expect(await tryWith(Array(8).fill(THROTTLED))).toEqual({
      outcome: THROTTLED,
      tried: 8,
      pauses: [1000, 2000, 4000, 5000, 5000, 5000, 5000],
    });
  });

  it.each([
    ['for lack of capacity', CAPACITY],
    ['for good', REFUSED],
    ['with a fault of the service', new TypeError('a fault')],
  ])('that fails %s is not repeated', async (_, error) => {
    expect(await tryWith([error])).toEqual({ outcome: error, tried: 1, pauses: [] });
  });

  it.each(['RequestExpired', 'AuthFailure'])(
    'that EC2 refuses with %s once the clock is set is repeated once, and at once',
    async (code) => {
      const refused = new ServiceError('UPSTREAM', 'no', { retryable: true, ec2: { code, requestId: '1' } });
      const isRepeatable = false;
      expect(await tryWith([refused], { isRepeatable })).toEqual({ outcome: 'done', tried: 2, pauses: [0] });
      expect(await tryWith([refused, refused])).toMatchObject({ outcome: refused, tried: 2 });
      expect(await tryWith([UPSTREAM, refused, UPSTREAM, UPSTREAM])).toMatchObject({ tried: 4 });
    },
  );

  it('that must not be repeated is not', async () => {
    const isRepeatable = false;
    expect(await tryWith([UNKNOWN], { isRepeatable })).toEqual({ outcome: UNKNOWN, tried: 1, pauses: [] });
    expect(await tryWith([UNSENT], { isRepeatable })).toMatchObject({ outcome: 'done', tried: 2 });
  });

  it('is not repeated after the deadline', async () => {
    const signal = AbortSignal.abort();
    expect(await tryWith([UPSTREAM], { signal })).toEqual({ outcome: UPSTREAM, tried: 1, pauses: [] });
  });

  it('that fails is told as it was, where the deadline passes during the pause', async () => {
    const deadline = new AbortController();
    const pacing = instantPacing();
    const delay = async (ms: number, signal: AbortSignal) => {
      deadline.abort();
      await pacing.delay(ms, signal);
    };
    const attempt = () => Promise.reject(THROTTLED);
    const outcome = withRetries(attempt, true, { ...pacing, delay }, deadline.signal);
    await expect(outcome).rejects.toBe(THROTTLED);
    expect(pacing.pauses).toEqual([1000]);
  });
});

describe('an outcome that is not known', () => {
  it('is asked for again up to seven times', async () => {
    expect(await tryWith(Array(8).fill(UNKNOWN))).toEqual({
      outcome: UNKNOWN,
      tried: 8,
      pauses: [100, 200, 400, 800, 1600, 3200, 5000],
    });
  });

  it('is asked for again as often where EC2 has throttled before', async () => {
    const failures = [THROTTLED, THROTTLED, THROTTLED, UNKNOWN, UNKNOWN];
    expect(await tryWith(failures)).toMatchObject({ outcome: 'done', tried: 6 });
  });

  it.each([
    ['is throttled', THROTTLED],
    ['is not sent', UNSENT],
    ['is not authorized', refusedWith('UnauthorizedOperation')],
    ['comes too late', refusedWith('RequestExpired')],
    ['finds no credentials', new ServiceError('UPSTREAM', 'no usable AWS credentials')],
  ])('stays so where what follows %s', async (_, then) => {
    expect(await tryWith([UNKNOWN, ...Array(8).fill(then)])).toMatchObject({ outcome: UNKNOWN });
  });

  it.each([
    ['refuses it', REFUSED],
    ['has no room for it', CAPACITY],
  ])('is settled where EC2 then %s', async (_, then) => {
    expect(await tryWith([UNKNOWN, then])).toMatchObject({ outcome: then, tried: 2 });
  });
});
