import { readFileSync, writeFileSync } from 'node:fs';
import { withTables } from './performance.js';
import { plot } from './plot.js';
import { withFigures } from './readme.js';
import { type Results, readResults, writeResults } from './results.js';

const at = (file: string): URL => new URL(`../../../${file}`, import.meta.url);

/** Writes the results of groups that were run in place of their former ones, and what shows them. */
export function publish(runs: Partial<Results>): void {
  writeResults(at('bench/results.json'), { ...readResults(at('bench/results.json')), ...runs });
  // As they are to be read by whoever compares: rounded.
  const results = readResults(at('bench/results.json'));
  writeFileSync(at('docs/bench.svg'), plot(results.coalescing));
  rewrite('README.md', (readme) => withFigures(readme, results.coalescing));
  rewrite('docs/performance.md', (page) => withTables(page, results));
}

function rewrite(file: string, write: (text: string) => string): void {
  writeFileSync(at(file), write(readFileSync(at(file), 'utf8')));
}
