import { expect, it } from '@jest/globals';
import { Finder } from '../../../src/ec2/finder.js';
import { anEc2, anId, anInstance } from '../../support/builders.js';

it('Of a hundred thousand instances it is remembered where they are, the oldest are forgotten', () => {
  const [here, there] = [anEc2({ regions: ['us-east-1'] }), anEc2({ regions: ['eu-west-1'] })];
  const finder = new Finder([here, there]);
  const first = anInstance({ id: anId(1) });
  finder.note([first, anInstance({ id: anId(2) })], there);
  finder.note([first], there);
  finder.note(
    Array.from({ length: 99_999 }, (_, n) => anInstance({ id: anId(n + 3) })),
    here,
  );
  expect(finder.known(anId(1))).toBe(there);
  expect(finder.known(anId(2))).toBeUndefined();
  expect(finder.known(anId(100_001))).toBe(here);
  finder.note([anInstance({ id: anId(100_002) })], here);
  expect(finder.known(anId(1))).toBeUndefined();
});
