import { value, verdict } from './format.js';
import { ofMany, type Results, type Run } from './results.js';
import { withWritten } from './written.js';

/** The page on performance with the tables of these results. */
export function withTables(page: string, { speed, endurance, overload }: Results): string {
  return withWritten(page, [speed, endurance, overload].map(tables).join(''));
}

function tables(run: Run): string {
  const { date, node, machine } = run;
  const scenarios = ofMany(run).map(({ title, table, targets }) => {
    const columns = Object.keys(Object.values(table)[0] ?? {});
    const rows = Object.entries(table).map(([name, figures]) => row(name, Object.values(figures).map(value)));
    const head = [
      row('', columns),
      row(
        '---',
        columns.map(() => '--:'),
      ),
    ];
    const verdicts = targets.map((target) => `- ${verdict(target)}\n`);
    return `\n### ${title}\n\n${head.join('')}${rows.join('')}\n${verdicts.join('')}`;
  });
  return `${scenarios.join('')}\nMeasured on ${date} with Node ${node.slice(1)} on ${machine}.\n`;
}

function row(name: string, cells: readonly string[]): string {
  return `| ${[name, ...cells].join(' | ')} |\n`;
}
