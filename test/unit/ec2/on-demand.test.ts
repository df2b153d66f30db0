import { describe, expect, it } from '@jest/globals';
import { loadedOnce, onDemand } from '../../../src/ec2/on-demand.js';
import { aCall, anEc2, anId, anInstance, forEach } from '../../support/builders.js';

const EC2 = anEc2({ describeInstances: async (ids) => forEach(ids, (id) => anInstance({ id })) });

/** Loads that end one after the other as told, and how many have begun. */
function loads(...ends: readonly ('fails' | 'succeeds')[]) {
  let begun = 0;
  const load = async () => {
    begun += 1;
    if (ends[begun - 1] !== 'succeeds') throw new Error(`load ${begun} fails`);
    return EC2;
  };
  return { load, begun: () => begun };
}

describe('what is loaded on demand', () => {
  it('is loaded once, at the first call', async () => {
    const { load, begun } = loads('succeeds');
    const ec2 = onDemand('eu-west-1', load);
    expect([ec2.regions, begun()]).toEqual([['eu-west-1'], 0]);
    const ask = () => ec2.describeInstances([anId(1)], aCall());
    for (const found of [...(await Promise.all([ask(), ask()])), await ask()]) {
      expect(found).toEqual(new Map([[anId(1), anInstance({ id: anId(1) })]]));
    }
    expect(begun()).toBe(1);
  });

  it('is loaded again at the call after one that failed for all who waited', async () => {
    const { load, begun } = loads('fails', 'fails', 'succeeds');
    const loaded = loadedOnce(load);
    const waiting = await Promise.allSettled([loaded(), loaded()]);
    expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(begun()).toBe(1);
    await expect(loaded()).rejects.toThrow('load 2 fails');
    expect([await loaded(), await loaded()]).toEqual([EC2, EC2]);
    expect(begun()).toBe(3);
  });
});
