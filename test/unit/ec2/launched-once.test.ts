import { describe, expect, it } from '@jest/globals';
import type { InstancePage, Reservation } from '../../../src/ec2/ec2.js';
import { launchedOnce } from '../../../src/ec2/launched-once.js';
import { ServiceError } from '../../../src/errors.js';
import { aCall, aLaunch, anEc2, anId, anInstance } from '../../support/builders.js';
import { ManualClock, settled } from '../../support/clock.js';

const HOUR_MS = 3600_000;
const THROTTLED = new ServiceError('THROTTLED', 'no room', { retryable: true });
const UNKNOWN = new ServiceError('OUTCOME_UNKNOWN', 'no answer', { retryable: true });
const TERMINATED = new ServiceError('UPSTREAM', 'associated with a terminated instance', {
  ec2: { code: 'IdempotentInstanceTerminated', requestId: 'request-1' },
});
const MISMATCH = { code: 'IDEMPOTENCY_MISMATCH' };

/** Launches whose ends the test decides, and the pages of what EC2 lists by the token. */
function launching(pages: readonly (InstancePage | Error)[] = []) {
  const clock = new ManualClock();
  const under: { end(): void; fail(error: Error): void }[] = [];
  const left = [...pages];
  const ec2 = launchedOnce(
    anEc2({
      runInstances: () =>
        new Promise<Reservation>((resolve, reject) => {
          under.push({ end: () => resolve({ id: 'r-1', instances: [anInstance()] }), fail: reject });
        }),
      listInstances: async () => {
        const page = left.shift();
        if (page instanceof Error || page === undefined) throw page;
        return page;
      },
    }),
    clock.now,
  );
  const launch = (facts = {}) => ec2.runInstances(aLaunch(facts), aCall());
  return { clock, under, launch };
}

const [HERE, ELSEWHERE] = [{ placement: 'us-east-1a' }, { placement: 'us-east-1b' }];

describe('A client token', () => {
  it('is held to its launch, in other zones too, for a day', async () => {
    const { clock, under, launch } = launching();
    const first = launch(HERE);
    await expect(launch(ELSEWHERE)).rejects.toMatchObject(MISMATCH);
    under[0]?.end();
    await first;
    await clock.advance(24 * HOUR_MS);
    await expect(launch(ELSEWHERE)).rejects.toMatchObject(MISMATCH);
    await clock.advance(1);
    void launch(ELSEWHERE);
    expect(under).toHaveLength(2);
  });

  it('is free again after a refusal, and not after an unknown outcome', async () => {
    const { under, launch } = launching();
    for (const [index, error] of [THROTTLED, UNKNOWN].entries()) {
      const failing = launch(index === 0 ? HERE : ELSEWHERE);
      under[index]?.fail(error);
      await expect(failing).rejects.toBe(error);
    }
    await expect(launch(HERE)).rejects.toMatchObject(MISMATCH);
  });

  it('is not freed by one launch while another with it is under way', async () => {
    const { under, launch } = launching();
    const [failing, launched] = [launch(HERE), launch(HERE)];
    under[0]?.fail(THROTTLED);
    await expect(failing).rejects.toBe(THROTTLED);
    await expect(launch(ELSEWHERE)).rejects.toMatchObject(MISMATCH);
    under[1]?.end();
    await launched;
    await expect(launch(ELSEWHERE)).rejects.toMatchObject(MISMATCH);
  });
});

describe('A launch whose instances are terminated', () => {
  const replayed = async (pages: readonly (InstancePage | Error)[]) => {
    const { under, launch } = launching(pages);
    const outcome = launch().catch((error: unknown) => error);
    under[0]?.fail(TERMINATED);
    await settled();
    return outcome;
  };

  it('is answered with them, from whichever page EC2 shows them on', async () => {
    const pages = [
      { instances: [], nextToken: 'second' },
      { instances: [anInstance({ reservationId: 'r-7', clientToken: 'token-1' })], nextToken: undefined },
    ];
    expect(await replayed(pages)).toMatchObject({ id: 'r-7', instances: [{ id: anId() }] });
  });

  it('is refused as EC2 does once they are no longer shown', async () => {
    expect(await replayed([{ instances: [], nextToken: undefined }])).toBe(TERMINATED);
  });

  it('holds its token, though they are no longer shown', async () => {
    const { under, launch } = launching([{ instances: [], nextToken: undefined }]);
    const replay = launch(HERE);
    under[0]?.fail(TERMINATED);
    await expect(replay).rejects.toBe(TERMINATED);
    await expect(launch(ELSEWHERE)).rejects.toMatchObject(MISMATCH);
  });

  it('is not answered with those of another launch, in another zone', async () => {
    const [here, elsewhere] = [HERE, ELSEWHERE].map((zone, n) =>
      anInstance({ ...zone, id: anId(n + 1), clientToken: 'token-1' }),
    );
    const instances = [elsewhere, here].flatMap((instance) => instance ?? []);
    const { under, launch } = launching([{ instances, nextToken: undefined }]);
    const replay = launch(HERE);
    under[0]?.fail(TERMINATED);
    expect((await replay).instances).toEqual([here]);
  });

  it('is not said to have launched nothing where they cannot be read', async () => {
    expect(await replayed([THROTTLED])).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
  });
});
