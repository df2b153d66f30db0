import { describe, expect, it } from '@jest/globals';
import { instanceNotFound } from '../../../src/errors.js';
import { createLoaders } from '../../../src/resolvers/loaders.js';
import { aCall, anEc2, anId, anInstance, forEach, ids } from '../../support/builders.js';

/** Loaders over an EC2 that knows the instances 1 to 9; and what it was asked. */
function loaders() {
  const asked: unknown[] = [];
  const ec2 = anEc2({
    describeInstances: async (some) => {
      asked.push(some);
      return forEach(some, (id) => (id > anId(9) ? instanceNotFound(id) : anInstance({ id })));
    },
    describeInstanceAttribute: async (id, attribute) => {
      asked.push([id, attribute]);
      throw instanceNotFound(id);
    },
  });
  return { asked, ...createLoaders(ec2, aCall()) };
}

describe('reads of one request', () => {
  it('that are made at the same moment go to EC2 together', async () => {
    const { asked, instance } = loaders();
    const found = await Promise.all([...ids(3), anId(1)].map((id) => instance.load(id)));
    expect(found.map(({ id }) => id)).toEqual([...ids(3), anId(1)]);
    expect(asked).toEqual([ids(3)]);
  });

  it('fail each by itself', async () => {
    const { instance } = loaders();
    const [found, missing] = await Promise.allSettled([instance.load(anId(1)), instance.load(anId(10))]);
    expect(found).toMatchObject({ status: 'fulfilled', value: { id: anId(1) } });
    expect(missing).toMatchObject({ status: 'rejected', reason: { code: 'INSTANCE_NOT_FOUND' } });
  });

  it('are not made twice', async () => {
    const { asked, instance, attribute } = loaders();
    await instance.load(anId(1));
    await instance.load(anId(1));
    const reads = [
      attribute(anId(1), 'userData'),
      attribute(anId(1), 'userData'),
      attribute(anId(1), 'disableApiStop'),
    ];
    await Promise.allSettled(reads);
    expect(asked).toEqual([[anId(1)], [anId(1), 'userData'], [anId(1), 'disableApiStop']]);
  });

  it('are made anew after a change', async () => {
    const { asked, instance, attribute, forget } = loaders();
    await Promise.allSettled([instance.load(anId(1)), attribute(anId(1), 'userData')]);
    forget();
    await Promise.allSettled([instance.load(anId(1)), attribute(anId(1), 'userData')]);
    expect(asked).toHaveLength(4);
  });
});
