/** The smallest value that is not below `share` of all, by the nearest rank; `share` is from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1];
  if (value === undefined) throw new Error('there is no percentile of nothing');
  return value;
}

/** The value in the middle, or the mean of the two there. */
export function median(values: readonly number[]): number {
  const descending = values.map((value) => -value);
  return (percentile(values, 0.5) - percentile(descending, 0.5)) / 2;
}
