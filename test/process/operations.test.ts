import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { MAIN, startProcess } from '../support/process.js';

const folder = mkdtempSync(join(tmpdir(), 'launch-provision-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The commands of a page, a line each. */
function commandsOf(page: string): string[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/```sh\n([^`]+)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
}

const started = (commands: string[]) => commands.filter((command) => /AUTH=token .*npm start$/.test(command));

/** The settings in front of `npm start`, but for where it listens, and whose file of tokens is in the test's folder. */
function settingsOf(command: string): Record<string, string> {
  const pairs = command.split(' ').filter((word) => /^[A-Z0-9_]+=/.test(word));
  const given = Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
  return { ...given, HOST: '127.0.0.1', PORT: '0', API_TOKENS_FILE: join(folder, 'tokens.json') };
}

describe.each(['README.md', 'docs/operations.md'])('The commands of %s', (page) => {
  const commands = commandsOf(page);

  it('make a token and start a service that takes it, and no other', async () => {
    const [make = ''] = commands.filter((command) => command.startsWith('npm run token -- '));
    const argv = make.slice('npm run token -- '.length).split(' ');
    const printed = execFileSync(process.execPath, [MAIN, 'token', ...argv], {
      cwd: folder,
      encoding: 'utf8',
    });
    const [token = ''] = printed.split('\n');
    const simulator = await startProcess({ SIMULATOR_PORT: '0' }, 'simulator');
    expect(started(commands)).toHaveLength(1);
    const { url } = await startProcess({
      ...settingsOf(started(commands)[0] ?? ''),
      AWS_ENDPOINT_URL_EC2: simulator.url,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    });
    const launch = { ami: 'ami-12c6146b', instance_type: 't3.micro' };
    await request(url).put('/v1/launch').send(launch).expect(401);
    await request(url).put('/v1/launch').set('Authorization', `Bearer ${token}`).send(launch).expect(200);
  });
});
