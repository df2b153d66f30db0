import { percentile } from './support/percentile.js';

/** What a side did in a scenario. Times are in milliseconds. */
export interface Figures {
  readonly requests: number;
  /** Requests that were settled before the limit. */
  readonly settled: number;
  /** From the first request to the last answer that settled one; to the limit where not all were. */
  readonly elapsedMs: number;
  /** How long a request took until it was settled; null where that is beyond the limit. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly ec2Calls: number;
  /** Attempts that settled nothing, so that the clients had to repeat them. */
  readonly failures: number;
}

/** How many times more the baseline took or needed; at least that where it was not done at the limit. */
export interface Ratios {
  readonly time: number;
  readonly ec2Calls: number;
  readonly isAtLeast: boolean;
}

export const isDone = ({ requests, settled }: Figures): boolean => settled === requests;

export function ratios(service: Figures, baseline: Figures): Ratios {
  return {
    time: baseline.elapsedMs / service.elapsedMs,
    ec2Calls: baseline.ec2Calls / service.ec2Calls,
    isAtLeast: !isDone(baseline),
  };
}

/** Percentiles over all requests: one that was not settled took longer than any. */
export function percentiles(
  requests: number,
  elapsedMs: readonly number[],
): Pick<Figures, 'p50Ms' | 'p99Ms'> {
  const unsettled = Array<number>(requests - elapsedMs.length).fill(Number.POSITIVE_INFINITY);
  const at = (share: number) => {
    const ms = percentile([...elapsedMs, ...unsettled], share);
    return Number.isFinite(ms) ? ms : null;
  };
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}
