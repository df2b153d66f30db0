import { type Figures, isDone } from '../figures.js';
import type { OfSides } from '../scenario.js';
import { count, time } from './format.js';
import { ofSides, type Run } from './results.js';

/** Readable on white and on black: GitHub shows the picture on either. */
const INK = '#6e7781';
const COLORS = { service: '#2da44e', baseline: '#d4772c' } as const;

const ROW = 58;
const BAR = 16;
const TOP = 74;
const LABELS = 112;
const PANEL = 400;
/** Room to the right of the longest bar for what stands beside it. */
const BESIDE = 130;

interface Panel {
  readonly title: string;
  readonly value: (figures: Figures) => number;
  readonly label: (figures: Figures) => string;
  readonly ticks: readonly number[];
  readonly tick: (value: number) => string;
}

const PANELS: readonly Panel[] = [
  {
    title: 'EC2 calls',
    value: ({ ec2Calls }) => ec2Calls,
    label: ({ ec2Calls }) => count(ec2Calls),
    ticks: [1, 10, 100, 1000, 10_000, 100_000],
    tick: count,
  },
  {
    title: 'Time to the last answer',
    value: ({ elapsedMs }) => elapsedMs,
    label: (figures) =>
      isDone(figures)
        ? time(figures.elapsedMs)
        : `> ${time(figures.elapsedMs)} (${count((100 * figures.settled) / figures.requests)} % done)`,
    ticks: [100, 1000, 10_000, 100_000],
    tick: time,
  },
];

/** The scenarios in which a thousand ask at once: how many EC2 calls it takes, and how long. Logarithmic scales. */
export function plot(run: Run): string {
  const rows = ofSides(run).filter(({ service }) => service.requests === 1000);
  const width = LABELS + PANELS.length * PANEL;
  const height = TOP + rows.length * ROW + 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="13" fill="${INK}">
<title>1,000 requests at once: EC2 calls and time to the last answer, with and without the service</title>
${legend()}
${rows.map(({ name }, row) => text(LABELS - 14, middle(row), name, 'text-anchor="end"')).join('\n')}
${PANELS.map((each, index) => panel(each, LABELS + index * PANEL, rows)).join('\n')}
</svg>
`;
}

const middle = (row: number): number => TOP + row * ROW + ROW / 2;

function legend(): string {
  const entries = [
    ['service', 'launch-provision'],
    ['baseline', 'Express with one SDK call for each request'],
  ] as const;
  return entries
    .map(([side, words], index) => {
      const x = LABELS + index * 160;
      return `<rect x="${x}" y="10" width="12" height="12" rx="2" fill="${COLORS[side]}"/>${text(x + 18, 16, words)}`;
    })
    .join('\n');
}

function panel({ title, value, label, ticks, tick }: Panel, left: number, rows: readonly OfSides[]): string {
  const first = ticks[0] ?? 1;
  const last = ticks.at(-1) ?? first;
  const scale = (number: number) =>
    (Math.log(Math.max(number, first) / first) / Math.log(last / first)) * (PANEL - BESIDE);
  const bottom = TOP + rows.length * ROW;
  const grid = ticks.map((number) => {
    const x = left + scale(number);
    const line = `<path d="M${round(x)} ${TOP - 4}V${bottom}" stroke="${INK}" stroke-opacity="0.3"/>`;
    return line + text(x, bottom + 14, tick(number), 'text-anchor="middle" font-size="11"');
  });
  const bars = rows.flatMap((scenario, row) =>
    (['service', 'baseline'] as const).map((side, index) => {
      const y = middle(row) - BAR - 1 + index * (BAR + 2);
      const length = Math.max(2, scale(value(scenario[side])));
      const bar = `<rect x="${left}" y="${y}" width="${round(length)}" height="${BAR}" rx="2" fill="${COLORS[side]}"/>`;
      return bar + text(left + length + 6, y + BAR / 2, label(scenario[side]), 'font-size="12"');
    }),
  );
  return [text(left, TOP - 22, title, 'font-weight="600"'), ...grid, ...bars].join('\n');
}

function text(x: number, y: number, words: string, attributes = ''): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${round(x)}" y="${round(y)}" dy="0.35em" ${attributes}>${escaped}</text>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
