import { describe, expect, it } from '@jest/globals';
import type { Figures } from '../../../bench/figures.js';
import { plot } from '../../../bench/report/plot.js';
import { withFigures } from '../../../bench/report/readme.js';
import type { Run, ScenarioResult } from '../../../bench/report/results.js';
import { scenarioText } from '../../../bench/report/terminal.js';
import { atLeast, atMost } from '../../../bench/targets.js';

const SERVICE: Figures = {
  requests: 1000,
  settled: 1000,
  elapsedMs: 500,
  p50Ms: 300,
  p99Ms: 450,
  ec2Calls: 6,
  failures: 0,
};

const BASELINE: Figures = {
  ...SERVICE,
  settled: 312,
  elapsedMs: 60_000,
  p50Ms: null,
  p99Ms: null,
  ec2Calls: 4321,
  failures: 987,
};

const READS = {
  name: 'reads',
  title: '1,000 reads at once',
  service: SERVICE,
  baseline: BASELINE,
  targets: [atMost('EC2 calls', 6, 10)],
} satisfies ScenarioResult;

const LAUNCHES = {
  ...READS,
  name: 'launches',
  title: '2,000 launches',
  service: { ...SERVICE, requests: 2000, settled: 2000 },
  counts: { 'instances in the end': { service: 2000, baseline: 2177 } },
} satisfies ScenarioResult;

const SPEED: ScenarioResult = {
  name: 'one',
  title: 'One instance',
  table: {
    GraphQL: { 'answers/s': 12_345.6, 'to Express': 2.456 },
    REST: { 'answers/s': 20_000, 'to Express': 0.5 },
  },
  targets: [atLeast('GraphQL beside Express', 2.456, 3, '×')],
};

const RUN: Run = {
  date: '2026-11-25',
  node: 'v20.20.2',
  machine: '2 × CPU, 24 GiB, linux',
  scenarios: [READS, LAUNCHES, SPEED],
};

describe('The text of a scenario', () => {
  const lines = scenarioText(LAUNCHES)
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));

  it('has the figures of both sides, and says how far the baseline came', () => {
    expect(lines).toContainEqual(['EC2 calls', '6', '4,321', 'at least 720×']);
    expect(lines).toContainEqual(['p50', '300 ms', '> 60 s']);
    expect(lines).toContainEqual([
      'last answer',
      '500 ms',
      'not done after 60 s: 312 of 1,000',
      'at least 120×',
    ]);
    expect(lines).toContainEqual(['instances in the end', '2,000', '2,177']);
  });

  it('has the verdicts', () => {
    expect(lines).toContainEqual(['holds', 'EC2 calls: 6 (at most 10)']);
  });
});

describe('The text of a scenario that measures several', () => {
  const lines = scenarioText(SPEED)
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));

  it('is a table of its figures', () => {
    expect(lines).toContainEqual(['answers/s', 'to Express']);
    expect(lines).toContainEqual(['GraphQL', '12,346', '2.46']);
    expect(lines).toContainEqual(['REST', '20,000', '0.5']);
  });

  it('has the verdicts', () => {
    expect(lines).toContainEqual(['MISSED', 'GraphQL beside Express: 2.46× (at least 3×)']);
  });
});

describe('The plot', () => {
  const svg = plot(RUN);
  const bars = [...svg.matchAll(/<rect x="\d+" y="\d+" width="([\d.]+)" height="16"/g)].map(([, width]) =>
    Number(width),
  );

  it('has a bar for each side in each panel, for the scenarios of a thousand at once', () => {
    expect(bars).toHaveLength(4);
    expect(svg).toContain('>reads<');
    expect(svg).not.toContain('>launches<');
  });

  it('is drawn to a logarithmic scale', () => {
    const [service = 0, baseline = 0] = bars;
    expect(baseline / service).toBeCloseTo(Math.log(4321) / Math.log(6), 1);
  });

  it('says how far the baseline came, escaped as XML wants it', () => {
    expect(svg).toContain('&gt; 60 s (31 % done)');
  });
});

describe('The figures in the README', () => {
  const readme = 'before\n<!-- npm run bench writes this -->\nold<!-- to here -->\nafter\n';

  it('take the place of older ones and leave the rest as it is', () => {
    const written = withFigures(readme, RUN);
    expect(written).toMatch(/^before\n/);
    expect(written).toMatch(/after\n$/);
    expect(written).not.toContain('old');
    expect(withFigures(written, RUN)).toBe(written);
  });

  it('are those of the results', () => {
    const written = withFigures(readme, RUN);
    expect(written).toContain(
      '| 1,000 reads at once | 6 / 4,321 | 500 ms / not done after 60 s: 312 of 1,000 | at least 120× |',
    );
    expect(written).toContain('2,000 launches: 2,000 instances with the service, 2,177 without.');
  });

  it('need a place', () => {
    expect(() => withFigures('nothing', RUN)).toThrow('no place');
  });
});
