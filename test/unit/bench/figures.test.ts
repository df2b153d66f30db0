import { describe, expect, it } from '@jest/globals';
import { type Figures, percentiles, ratios } from '../../../bench/figures.js';
import { percentile } from '../../../bench/support/percentile.js';

const aFigure = (figures: Partial<Figures> = {}): Figures => ({
  requests: 10,
  settled: 10,
  elapsedMs: 100,
  p50Ms: 50,
  p99Ms: 99,
  ec2Calls: 2,
  failures: 0,
  ...figures,
});

describe('A percentile', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);

  it.each([
    [0, 1],
    [0.005, 1],
    [0.5, 100],
    [0.99, 198],
    [0.991, 199],
    [1, 200],
  ])('%d is the nearest rank, %d of 1 to 200 in any order', (share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });

  it('leaves the values in their order', () => {
    const some = [3, 1, 2];
    percentile(some, 0.5);
    expect(some).toEqual([3, 1, 2]);
  });

  it('is not there of nothing', () => {
    expect(() => percentile([], 0.5)).toThrow('of nothing');
  });
});

describe('The percentiles of a scenario', () => {
  it('are those of its requests', () => {
    expect(percentiles(3, [3, 1, 2])).toEqual({ p50Ms: 2, p99Ms: 3 });
  });

  it('count what was not settled as longer than any', () => {
    expect(percentiles(4, [3, 1, 2])).toEqual({ p50Ms: 2, p99Ms: null });
    expect(percentiles(4, [3])).toEqual({ p50Ms: null, p99Ms: null });
  });
});

describe('The ratios', () => {
  it('tell how many times more the baseline took and needed', () => {
    const baseline = aFigure({ elapsedMs: 5000, ec2Calls: 1000 });
    expect(ratios(aFigure(), baseline)).toEqual({ time: 50, ec2Calls: 500, isAtLeast: false });
  });

  it('are lower bounds where the baseline was not done', () => {
    expect(ratios(aFigure(), aFigure({ settled: 9 })).isAtLeast).toBe(true);
  });
});
