import { count, lastAnswer, times } from './format.js';
import { ofSides, type Run } from './results.js';
import { withWritten } from './written.js';

/** The README with the figures of this run of coalescing. */
export function withFigures(readme: string, run: Run): string {
  return withWritten(readme, figures(run));
}

function figures(run: Run): string {
  const { date, node, machine } = run;
  const scenarios = ofSides(run);
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

function launchLine({ title, counts = {} }: ReturnType<typeof ofSides>[number]): string[] {
  const instances = counts['instances in the end'];
  if (instances === undefined) return [];
  return [
    `- ${title}: ${count(instances.service)} instances with the service, ${count(instances.baseline)} without.\n`,
  ];
}
