import { describe, expect, it } from '@jest/globals';
import type { PageRequest } from '../../../src/ec2/ec2.js';
import { Reach } from '../../../src/ec2/reach.js';
import { ServiceError } from '../../../src/errors.js';
import { anEc2, aPage } from '../../support/builders.js';

/** An EC2 whose answers are heard, or that is not to be reached; and what it was asked. */
function reachable(isUp: boolean) {
  const clock = { now: 100_000 };
  const reach = new Reach(() => clock.now);
  const asked: PageRequest[] = [];
  const state = { isUp };
  const ec2 = anEc2({
    listInstances: async (page) => {
      asked.push(page);
      await Promise.resolve();
      if (state.isUp) {
        reach.called();
        return { instances: [], nextToken: undefined };
      }
      const failure = new ServiceError('TIMEOUT', 'no');
      reach.called(failure);
      throw failure;
    },
  });
  return { reach, clock, asked, state, check: () => reach.check(ec2) };
}

describe('whether EC2 can be reached', () => {
  it('is known from a refusal too', async () => {
    const { reach, check, asked } = reachable(false);
    reach.called(new ServiceError('UPSTREAM', 'no', { ec2: { code: 'AuthFailure', requestId: 'r-1' } }));
    expect(await check()).toBe(true);
    expect(asked).toEqual([]);
  });

  it('is asked of EC2 where nothing was heard from it yet', async () => {
    const { check, asked } = reachable(true);
    expect(await check()).toBe(true);
    const filters = [{ name: 'instance-id', values: ['i-00000000000000000'] }];
    expect(asked).toEqual([aPage({ filters, maxResults: 5 })]);
  });

  it('is known without asking from its answers of the last ten seconds', async () => {
    const { reach, clock, check, asked } = reachable(false);
    reach.called();
    clock.now += 10_000;
    expect(await check()).toBe(true);
    expect(asked).toEqual([]);
  });

  it('is asked of EC2 again after ten seconds without an answer', async () => {
    const { reach, clock, check, asked } = reachable(false);
    reach.called();
    clock.now += 10_001;
    expect(await check()).toBe(false);
    expect(asked).toHaveLength(1);
  });

  it('is asked of EC2 once for all who ask at the same time', async () => {
    const { check, asked } = reachable(true);
    expect(await Promise.all([check(), check(), check()])).toEqual([true, true, true]);
    expect(asked).toHaveLength(1);
  });

  it('is asked anew each time as long as EC2 does not answer', async () => {
    const { check, asked, state } = reachable(false);
    expect(await check()).toBe(false);
    expect(await check()).toBe(false);
    state.isUp = true;
    expect(await check()).toBe(true);
    expect(asked).toHaveLength(3);
  });
});
