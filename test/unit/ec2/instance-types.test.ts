import { expect, it } from '@jest/globals';
import type { InstanceTypeInfo } from '../../../src/ec2/ec2.js';
import { cachedInstanceTypes } from '../../../src/ec2/instance-types.js';
import { ServiceError } from '../../../src/errors.js';
import { aCall, anEc2, forEach, told } from '../../support/builders.js';

const aType = (name: string): InstanceTypeInfo => ({
  name,
  vcpus: 2,
  memoryMiB: 1024,
  architectures: ['x86_64'],
  currentGeneration: true,
});

/** An EC2 that knows every type but those that begin with x; and what it was asked. */
function cached() {
  const asked: (readonly string[])[] = [];
  const ec2 = cachedInstanceTypes(
    anEc2({
      describeInstanceTypes: async (names) => {
        asked.push(names);
        return forEach(names, (name) =>
          name.startsWith('x') ? new ServiceError('UPSTREAM', 'no') : aType(name),
        );
      },
    }),
  );
  return { asked, describe: (...names: string[]) => ec2.describeInstanceTypes(names, 'us-east-1', aCall()) };
}

it('asks EC2 for a type once', async () => {
  const { asked, describe } = cached();
  const first = await describe('t3.micro');
  expect(told(first)).toEqual({ 't3.micro': aType('t3.micro') });
  expect(await describe('t3.micro')).toEqual(first);
  expect(asked).toEqual([['t3.micro']]);
});

it('asks only for the types that are not known yet', async () => {
  const { asked, describe } = cached();
  await describe('t3.micro');
  expect([...(await describe('m5.large', 't3.micro')).keys()]).toEqual(['m5.large', 't3.micro']);
  expect(asked).toEqual([['t3.micro'], ['m5.large']]);
});

it('does not remember that a type could not be read', async () => {
  const { asked, describe } = cached();
  expect(told(await describe('x9.huge', 't3.micro'))).toEqual({
    'x9.huge': 'UPSTREAM',
    't3.micro': aType('t3.micro'),
  });
  await describe('x9.huge', 't3.micro');
  expect(asked).toEqual([['x9.huge', 't3.micro'], ['x9.huge']]);
});
