import { type Figures, isDone, ratios } from '../figures.js';
import type { Target } from '../targets.js';

const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** As in 52 ms or 1.37 s. */
export function time(ms: number): string {
  return ms < 1000 ? `${three.format(ms)} ms` : `${three.format(ms / 1000)} s`;
}

/** Whole from a thousand on, where three digits would hide what they stand for. */
export const value = (number: number): string => (number < 1000 ? three : whole).format(number);

export const count = (value: number): string => whole.format(value);

/** When all was settled, or how far it came. */
export function lastAnswer(figures: Figures): string {
  const { settled, requests, elapsedMs } = figures;
  if (isDone(figures)) return time(elapsedMs);
  return `not done after ${time(elapsedMs)}: ${count(settled)} of ${count(requests)}`;
}

/** null is beyond the limit. */
export function quantile(ms: number | null, { elapsedMs }: Figures): string {
  return ms === null ? `> ${time(elapsedMs)}` : time(ms);
}

/** How many times as much the baseline took or needed. */
export function times(service: Figures, baseline: Figures): { time: string; ec2Calls: string } {
  const { time, ec2Calls, isAtLeast } = ratios(service, baseline);
  const format = (ratio: number) => `${isAtLeast ? 'at least ' : ''}${three.format(ratio)}×`;
  return { time: format(time), ec2Calls: format(ec2Calls) };
}

export function verdict({ what, measured, relation, bound, unit, holds }: Target): string {
  const value = (number: number) => (unit === 'ms' ? time(number) : `${three.format(number)}${unit}`);
  const exact = (number: number) => (unit === '' ? count(number) : value(number));
  return `${holds ? 'holds ' : 'MISSED'}  ${what}: ${exact(measured)} (${relation} ${exact(bound)})`;
}
