import type { Figures } from '../figures.js';
import type { OfMany, OfSides } from '../scenario.js';
import { count, lastAnswer, quantile, times, value, verdict } from './format.js';
import type { ScenarioResult } from './results.js';

/** A scenario's figures, and what became of its targets. */
export function scenarioText(result: ScenarioResult): string {
  const { name, title, targets } = result;
  const rows = 'table' in result ? ofTable(result) : sideBySide(result);
  return `\n${name}: ${title}\n\n${aligned(rows)}\n\n${targets.map((each) => `  ${verdict(each)}\n`).join('')}`;
}

function ofTable({ table }: OfMany): string[][] {
  const columns = Object.keys(Object.values(table)[0] ?? {});
  const rows = Object.entries(table).map(([name, figures]) => [name, ...Object.values(figures).map(value)]);
  return [['', ...columns], ...rows];
}

function sideBySide({ service, baseline, counts = {} }: OfSides): string[][] {
  const ratio = times(service, baseline);
  return [
    ['', 'service', 'baseline', 'ratio'],
    ['last answer', lastAnswer(service), lastAnswer(baseline), ratio.time],
    ['p50', quantile(service.p50Ms, service), quantile(baseline.p50Ms, baseline), ''],
    ['p99', quantile(service.p99Ms, service), quantile(baseline.p99Ms, baseline), ''],
    ['EC2 calls', ...both(service, baseline, 'ec2Calls'), ratio.ec2Calls],
    ['failed attempts', ...both(service, baseline, 'failures'), ''],
    ...Object.entries(counts).map(([what, each]) => [what, count(each.service), count(each.baseline), '']),
  ];
}

function both(service: Figures, baseline: Figures, what: 'ec2Calls' | 'failures'): string[] {
  return [count(service[what]), count(baseline[what])];
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd())
    .join('\n');
}
