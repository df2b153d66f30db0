import { describe, expect, it } from '@jest/globals';
import { verdict } from '../../../bench/report/format.js';
import { atLeast, atMost, exactly } from '../../../bench/targets.js';

describe('A target', () => {
  it.each([
    [atMost, [9, 10], [11]],
    [atLeast, [10, 11], [9]],
    [exactly, [10], [9, 11]],
  ])('%p holds at its bound and on the right side of it', (target, holding, missed) => {
    for (const measured of holding) expect(target('it', measured, 10).holds).toBe(true);
    for (const measured of missed) expect(target('it', measured, 10).holds).toBe(false);
  });

  it('is missed where nothing could be measured', () => {
    expect(atMost('it', Number.NaN, 10).holds).toBe(false);
  });

  it('is told with what was measured, missed or not', () => {
    expect(verdict(atMost('EC2 calls', 1234, 10))).toBe('MISSED  EC2 calls: 1,234 (at most 10)');
    expect(verdict(atMost('time', 345.678, 5000, 'ms'))).toBe('holds   time: 346 ms (at most 5 s)');
    expect(verdict(atMost('p50', 102.39, 105, '%'))).toBe('holds   p50: 102% (at most 105%)');
  });
});
