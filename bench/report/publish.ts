import { readFileSync, writeFileSync } from 'node:fs';
import { plot } from './plot.js';
import { withFigures } from './readme.js';
import { type Results, readResults, writeResults } from './results.js';

const at = (file: string): URL => new URL(`../../../${file}`, import.meta.url);

/** Writes the results of groups that were run in place of their former ones, and what shows them. */
export function publish(runs: Partial<Results>): void {
  writeResults(at('bench/results.json'), { ...readResults(at('bench/results.json')), ...runs });
  // As they are to be read by whoever compares: rounded.
  const { coalescing } = readResults(at('bench/results.json'));
  writeFileSync(at('docs/bench.svg'), plot(coalescing));
  writeFileSync(at('README.md'), withFigures(readFileSync(at('README.md'), 'utf8'), coalescing));
}
