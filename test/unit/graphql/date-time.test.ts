import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateTime, isoText } from '../../../src/graphql/date-time.js';

it('writes every time as toISOString does, whatever day was written before', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), fc.date({ noInvalidDate: true }), (first, second) => {
      expect([isoText(first), isoText(second)]).toEqual([first.toISOString(), second.toISOString()]);
    }),
  );
});

it('writes the edges of days and of time', () => {
  const times = [0, -1, 1, 86_399_999, 86_400_000, -86_400_000, 8.64e15, -8.64e15];
  for (const time of times) expect(isoText(new Date(time))).toBe(new Date(time).toISOString());
});

it('takes no time that is none', () => {
  expect(() => dateTime.serialize(new Date(Number.NaN))).toThrow('invalid Date');
});
