import { count, lastAnswer, times } from './format.js';
import type { Results, ScenarioResult } from './results.js';

/** What stands between these is written by the benchmark. */
const BEGIN = '<!-- npm run bench writes this -->\n';
const END = '<!-- to here -->';

/** The README with the figures of these results. */
export function withFigures(readme: string, results: Results): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error('the README has no place for figures');
  return `${before}${BEGIN}${figures(results)}${END}${after}`;
}

function figures({ scenarios, date, node, machine }: Results): string {
  const rows = scenarios
    .filter(({ service }) => service.requests === 1000)
    .map(({ title, service, baseline }) => {
      const ratio = times(service, baseline);
      const calls = `${count(service.ec2Calls)} / ${count(baseline.ec2Calls)}`;
      return `| ${title} | ${calls} | ${lastAnswer(service)} / ${lastAnswer(baseline)} | ${ratio.time} |\n`;
    });
  const launches = scenarios.flatMap((scenario) => launchLine(scenario));
  return `
| with the service / without | EC2 calls | time to the last answer | faster |
|---|---|---|---|
${rows.join('')}
${launches.join('')}
Measured on ${date} with Node ${node.slice(1)} on ${machine}.

`;
}

function launchLine({ title, counts = {} }: ScenarioResult): string[] {
  const instances = counts['instances in the end'];
  if (instances === undefined) return [];
  return [
    `- ${title}: ${count(instances.service)} instances with the service, ${count(instances.baseline)} without.\n`,
  ];
}
