import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import request from 'supertest';
import { startProcess } from '../support/process.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** What is loaded before the first line of the entry runs: a file and all that it imports, and so on. */
function loadedAtStart(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return '';
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const imported = [...text.matchAll(/^(?:import|export) .*?["'](\.\/[^"']+)["'];$/gm)];
  const others = imported.map(([, path]) =>
    loadedAtStart(fileURLToPath(new URL(`${path}`, `file://${file}`)), seen),
  );
  return [text, ...others].join('\n');
}

it('What is built starts without what the first answer does without', () => {
  const start = loadedAtStart(MAIN);
  const parts = [...start.matchAll(/^\/\/ (node_modules\/(?:@[^/]+\/)?[^/]+|build\/\S+)/gm)].map(
    ([, part]) => part,
  );
  expect(parts).toContain('node_modules/@apollo/server');
  const later = [
    /^node_modules\/@(aws-sdk|smithy)/,
    /graphql-jit/,
    /^build\/simulator/,
    /^build\/backend/,
    /^build\/rest\/openapi\/document/,
  ];
  expect(parts.filter((part) => later.some((one) => one.test(String(part))))).toEqual([]);
});

it('What is built answers a query that comes again, and is compiled then, as it did at first', async () => {
  const { url } = await startProcess({ PORT: '0', SIMULATOR_TRANSITION_MS: '0' });
  const launch = { ami: 'ami-12c6146b', instance_type: 't3.micro' };
  const [id] = (await request(url).put('/v1/launch').send(launch)).body;
  const query = `query ($id: ID!, $states: [InstanceState!]) {
    instance(id: $id) { state instanceType securityGroups { name } typeInfo { vcpus } }
    instances(filter: { states: $states }) { nodes { id launchTime } }
  }`;
  const ask = () =>
    request(url)
      .post('/graphql')
      .send({ query, variables: { id, states: ['RUNNING'] } });
  const [first, ...others] = [await ask(), await ask(), await ask(), await ask(), await ask()];
  expect(first.body.data.instances.nodes).toEqual([{ id, launchTime: expect.any(String) }]);
  for (const { body } of others) expect(body.data).toEqual(first.body.data);
});
