import { parseArgs } from 'node:util';
import { GROUPS, type GroupName } from './groups.js';
import { publish } from './report/publish.js';
import { runOf, type ScenarioResult } from './report/results.js';
import { scenarioText } from './report/terminal.js';
import type { Scenario } from './scenario.js';
import { endAllAtExit } from './support/processes.js';

// The SDK is pinned to a release for this Node; on it, its notice about later ones is noise.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const USAGE = `npm run bench -- [GROUP [SCENARIO …]] [--limit SECONDS]

Runs all groups, one, or some of its scenarios. Clients give up at the limit, 60 s. A run of whole groups writes their
part of bench/results.json, docs/bench.svg and the figures in the README.

${Object.entries(GROUPS)
  .map(([group, scenarios]) => `${group}: ${scenarios.map(({ name }) => name).join(', ')}`)
  .join('\n')}
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string', default: '60' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit();
}
endAllAtExit();
const limitMs = Number(values.limit) * 1000;
const chosen = choose(positionals);
if (chosen.length === 0 || !(limitMs > 0)) {
  process.stderr.write(USAGE);
  process.exit(1);
}

const results: Partial<Record<GroupName, ScenarioResult[]>> = {};
for (const { group, scenario } of chosen) {
  const { name, title } = scenario;
  const result = { name, title, ...(await scenario.run({ limitMs })) };
  process.stdout.write(scenarioText(result));
  results[group] ??= [];
  results[group].push(result);
}
if (positionals.length <= 1) {
  publish(Object.fromEntries(Object.entries(results).map(([group, scenarios]) => [group, runOf(scenarios)])));
}
const missed = Object.values(results)
  .flat()
  .flatMap(({ targets }) => targets)
  .filter(({ holds }) => !holds).length;
process.stdout.write(missed > 0 ? `\n${missed} targets were missed\n` : '\nAll targets hold\n');
process.exit(missed > 0 ? 1 : 0);

/** Those that are named, each of which must exist; all without a name. */
function choose([group, ...names]: readonly string[]): { group: GroupName; scenario: Scenario }[] {
  const all = (Object.keys(GROUPS) as GroupName[]).flatMap((group) =>
    GROUPS[group].map((scenario: Scenario) => ({ group, scenario })),
  );
  const ofGroup = all.filter((each) => group === undefined || each.group === group);
  const known = ofGroup.map(({ scenario }) => scenario.name);
  if (!names.every((name) => known.includes(name))) return [];
  return ofGroup.filter(({ scenario }) => names.length === 0 || names.includes(scenario.name));
}
