import { readFileSync, writeFileSync } from 'node:fs';
import { plot } from './plot.js';
import { withFigures } from './readme.js';
import { type Results, readResults, writeResults } from './results.js';

const at = (file: string): URL => new URL(`../../../${file}`, import.meta.url);

/** Writes the results, and what shows them. */
export function publish(results: Results): void {
  writeResults(at('bench/results.json'), results);
  // As they are to be read by whoever compares: rounded.
  const written = readResults(at('bench/results.json'));
  writeFileSync(at('docs/bench.svg'), plot(written));
  writeFileSync(at('README.md'), withFigures(readFileSync(at('README.md'), 'utf8'), written));
}
