import { parseArgs } from 'node:util';
import { GROUPS } from './groups.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string', default: '60' } },
});
const [name, ...scenarios] = positionals;
for (const [group, all] of Object.entries(GROUPS)) {
  if (name !== undefined && name !== group) continue;
  for (const scenario of all) {
    if (scenarios.length > 0 && !scenarios.includes(scenario.name)) continue;
    console.log(scenario.name, await scenario.run({ limitMs: Number(values.limit) * 1000 }));
  }
}
