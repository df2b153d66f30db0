import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { GROUPS } from '../../bench/groups.js';
import { withTables } from '../../bench/report/performance.js';
import { plot } from '../../bench/report/plot.js';
import { withFigures } from '../../bench/report/readme.js';
import { readResults } from '../../bench/report/results.js';

const root = (file: string) => new URL(`../../${file}`, import.meta.url);
const textOf = (file: string) => readFileSync(root(file), 'utf8');
const results = readResults(root('bench/results.json'));

describe('What is shown of the benchmark (npm run bench writes it)', () => {
  it('has results of every scenario', () => {
    const names = (groups: Readonly<Record<string, readonly { readonly name: string }[]>>) =>
      Object.entries(groups).flatMap(([group, all]) => all.map(({ name }) => `${group} ${name}`));
    const ofRuns = Object.fromEntries(Object.entries(results).map(([group, run]) => [group, run.scenarios]));
    expect(names(ofRuns)).toEqual(names(GROUPS));
  });

  it('are the figures of its results, in the README', () => {
    expect(textOf('README.md')).toBe(withFigures(textOf('README.md'), results.coalescing));
  });

  it('are the figures of its results, on the page on performance', () => {
    expect(textOf('docs/performance.md')).toBe(withTables(textOf('docs/performance.md'), results));
  });

  it('are the figures of its results, in the plot', () => {
    expect(textOf('docs/bench.svg')).toBe(plot(results.coalescing));
  });
});

describe('The benchmark', () => {
  const files = readdirSync(root('bench'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );

  it('knows the service as a process only, but for the speed of its parts', () => {
    const whole = files.filter((file) => !file.startsWith('speed/'));
    expect(whole.filter((file) => /from '[^']*\/src\//.test(textOf(`bench/${file}`)))).toEqual([]);
  });

  it('is in files of one idea: none is longer than 220 lines', () => {
    expect(files.filter((file) => textOf(`bench/${file}`).split('\n').length > 220)).toEqual([]);
  });
});
