import { describe, expect, it } from '@jest/globals';
import { restricted, type Wish } from '../../../src/ec2/restricted.js';
import type { Entry } from '../../../src/ec2/trail.js';
import { aCall, aLaunch, anEc2, anInstance } from '../../support/builders.js';

const REASON = 'me may not have it';

/** An EC2 of two regions under a policy that has this to say to everybody. */
function anEc2Under(refusal: string | undefined, write = async (_: Entry) => {}) {
  const wishes: [caller: string, wish: Wish][] = [];
  const asked: string[] = [];
  const entries: Entry[] = [];
  const ec2 = anEc2({
    regions: ['us-east-1', 'eu-west-1'],
    runInstances: async () => {
      asked.push('runInstances');
      return { id: 'r-1', instances: [anInstance()] };
    },
    modifyInstanceAttribute: async (_id, { attribute }) => void asked.push(attribute),
  });
  const policy = {
    refusalOf: async (caller: string, wish: Wish) => {
      wishes.push([caller, wish]);
      return refusal;
    },
  };
  const trail = {
    write: async (entry: Entry) => {
      entries.push(entry);
      await write(entry);
    },
  };
  return { ec2: restricted(ec2, policy, trail), wishes, asked, entries };
}

describe('A launch under a policy', () => {
  it('is made where the policy has nothing against it', async () => {
    const { ec2, asked, entries } = anEc2Under(undefined);
    expect(await ec2.runInstances(aLaunch(), aCall())).toMatchObject({ id: 'r-1' });
    expect([asked, entries]).toEqual([['runInstances'], []]);
  });

  it.each([
    ['eu-west-1b', 'eu-west-1'],
    ['us-east-1b', 'us-east-1'],
    [undefined, 'us-east-1'],
  ])('at %s is looked at as one of as many as there may be, in %s', async (placement, region) => {
    const { ec2, wishes } = anEc2Under(undefined);
    await ec2.runInstances(aLaunch({ placement, minCount: 2, maxCount: 5 }), aCall());
    const wish = { instanceType: 't3.micro', imageId: 'ami-12c6146b', region, count: 5 };
    expect(wishes).toEqual([['me', wish]]);
  });

  it.each([false, true])(
    'is not asked of EC2 where it is refused (dry run: %s), and that is written down',
    async (dryRun) => {
      const { ec2, asked, entries } = anEc2Under(REASON);
      await expect(ec2.runInstances(aLaunch({ dryRun }), aCall())).rejects.toMatchObject({
        code: 'FORBIDDEN',
        message: REASON,
        retryable: false,
      });
      const refusal = { audit: 'refused', caller: 'me', requestId: 'request-1' };
      expect([asked, entries]).toEqual([[], [{ ...refusal, operation: 'launchInstances', reason: REASON }]]);
    },
  );

  it('is refused, though that cannot be written down', async () => {
    const { ec2, asked } = anEc2Under(REASON, () => Promise.reject(new Error('no space left')));
    await expect(ec2.runInstances(aLaunch(), aCall())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(asked).toEqual([]);
  });
});

it('A refusal does not wait until it is written down', async () => {
  const { ec2 } = anEc2Under(REASON, () => new Promise(() => {}));
  await expect(ec2.runInstances(aLaunch(), aCall())).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

describe('A change under a policy of launches', () => {
  it('of the type is one that may be refused, by the type alone', async () => {
    const { ec2, wishes, asked, entries } = anEc2Under(REASON);
    const change = { attribute: 'instanceType', value: 'p5.48xlarge' } as const;
    await expect(ec2.modifyInstanceAttribute('i-1', change, aCall())).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(wishes).toEqual([['me', { instanceType: 'p5.48xlarge' }]]);
    expect([asked, entries]).toEqual([
      [],
      [expect.objectContaining({ operation: 'modifyInstanceAttribute' })],
    ]);
  });

  it('of the type is made where the policy has nothing against it', async () => {
    const { ec2, asked } = anEc2Under(undefined);
    await ec2.modifyInstanceAttribute('i-1', { attribute: 'instanceType', value: 't3.large' }, aCall());
    expect(asked).toEqual(['instanceType']);
  });

  it('of anything else is no affair of the policy', async () => {
    const { ec2, wishes, asked } = anEc2Under(REASON);
    await ec2.modifyInstanceAttribute('i-1', { attribute: 'userData', value: Buffer.from('') }, aCall());
    expect([wishes, asked]).toEqual([[], ['userData']]);
  });
});
