import {
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ApiTokens, TOKENS_FILE } from '../../../src/auth/api-tokens.js';
import { tokenCommand } from '../../../src/auth/token-command.js';
import { aFolder } from '../../support/folder.js';

const NOW = Date.parse('2026-11-23T07:31:05Z');
const OPTIONS = ['--name', 'ci', '--scopes', 'instances:read, instances:launch'];

/** Runs the command over the file of a folder of its own, and reads what is there then. */
function aCommand() {
  const folder = aFolder();
  const path = join(folder, 'tokens.json');
  return {
    folder,
    path,
    run: (...args: string[]) => tokenCommand(args, path, NOW),
    text: () => readFileSync(path, 'utf8'),
    callerOf: (token: string, now = NOW) =>
      new ApiTokens(TOKENS_FILE.parse(JSON.parse(readFileSync(path, 'utf8'))).tokens).callerOf(token, now),
  };
}

function tokenIn(printed: string): string {
  return printed.split('\n')[0] ?? '';
}

describe('The command that makes a token', () => {
  it('prints one that is accepted from then on', async () => {
    const { run, callerOf } = aCommand();
    const token = tokenIn(await run(...OPTIONS));
    expect(callerOf(token)).toEqual({ name: 'ci', scopes: new Set(['instances:read', 'instances:launch']) });
  });

  it('keeps its hash only, and leaves nothing else behind', async () => {
    const { run, text, folder, path } = aCommand();
    const printed = await run(...OPTIONS);
    const [stored] = TOKENS_FILE.parse(JSON.parse(text())).tokens;
    expect(text()).not.toContain(tokenIn(printed).slice(3));
    expect(printed).toContain(`${path} holds its hash, ${stored?.sha256}.`);
    expect(readdirSync(folder)).toEqual(['tokens.json']);
  });

  it('makes a file for its owner alone, and leaves the mode of one that there is', async () => {
    const { run, path } = aCommand();
    await run(...OPTIONS);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o640);
    const mask = process.umask(0o077);
    await run(...OPTIONS).finally(() => process.umask(mask));
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  // Nobody else may give a file away.
  (process.getuid?.() === 0 ? it : it.skip)(
    'leaves the owner and the group of one that there is',
    async () => {
      const { run, path } = aCommand();
      await run(...OPTIONS);
      chownSync(path, 1234, 5678);
      await run(...OPTIONS);
      expect(statSync(path)).toMatchObject({ uid: 1234, gid: 5678 });
    },
  );

  it('adds to the file that a link leads to', async () => {
    const { run, folder, path, callerOf } = aCommand();
    await run(...OPTIONS);
    renameSync(path, join(folder, 'elsewhere.json'));
    symlinkSync('elsewhere.json', path);
    expect(callerOf(tokenIn(await run(...OPTIONS))).name).toBe('ci');
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder)).toEqual(['elsewhere.json', 'tokens.json']);
  });

  it('adds to those that are there', async () => {
    const { run, callerOf } = aCommand();
    const first = tokenIn(await run(...OPTIONS));
    const second = tokenIn(await run('--name', 'ops', '--scopes', 'instances:operate'));
    expect([first, second].map((token) => callerOf(token).name)).toEqual(['ci', 'ops']);
  });

  it('takes the file that --file names before the one by default', async () => {
    const { run, folder, path } = aCommand();
    await run(...OPTIONS, '--file', join(folder, 'others.json'));
    expect(readdirSync(folder)).toEqual(['others.json']);
    await expect(tokenCommand(OPTIONS, undefined, NOW)).rejects.toThrow(
      '--file is needed, or API_TOKENS_FILE',
    );
    await tokenCommand([...OPTIONS, '--file', path], undefined, NOW);
    expect(readdirSync(folder).sort()).toEqual(['others.json', 'tokens.json']);
  });

  it('limits it to the date that is given', async () => {
    const { run, callerOf } = aCommand();
    const token = tokenIn(await run(...OPTIONS, '--expires', '2027-01-01'));
    const end = Date.parse('2027-01-01T00:00:00Z');
    expect(callerOf(token, end - 1).name).toBe('ci');
    expect(() => callerOf(token, end)).toThrow('expired at 2027-01-01T00:00:00.000Z');
  });

  it('of which many run at once loses the token of none', async () => {
    const { run, callerOf, text, folder } = aCommand();
    const ran = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => run(...OPTIONS.with(1, `ci-${n}`))),
    );
    const made = ran.filter((one) => one.status === 'fulfilled').map(({ value }) => tokenIn(value));
    expect(made.length).toBeGreaterThan(0);
    for (const token of made) expect(callerOf(token).name).toMatch(/^ci-\d$/);
    expect(JSON.parse(text()).tokens).toHaveLength(made.length);
    for (const refused of ran.filter((one) => one.status === 'rejected')) {
      expect(refused.reason).toMatchObject({
        name: 'TokenCommandError',
        message: expect.stringContaining('.new cannot be made'),
      });
    }
    expect(readdirSync(folder)).toEqual(['tokens.json']);
  });

  it('says what to remove where one before it was killed', async () => {
    const { run, path } = aCommand();
    writeFileSync(`${path}.new`, '');
    await expect(run(...OPTIONS)).rejects.toThrow(
      /tokens\.json\.new cannot be made: EEXIST.*\. Where no other command is at work, remove it\.$/,
    );
  });

  it('leaves a file that is none of tokens as it is', async () => {
    const { run, path, text, folder } = aCommand();
    for (const content of ['{"tokens": [{"name": "ci"}]}', 'nothing', '{}']) {
      writeFileSync(path, content);
      await expect(run(...OPTIONS)).rejects.toThrow(`${path} is no file of tokens: `);
      expect(text()).toBe(content);
      expect(readdirSync(folder)).toEqual(['tokens.json']);
    }
  });

  it('says so where there is no such folder', async () => {
    const { run, folder } = aCommand();
    const path = join(folder, 'none', 'tokens.json');
    await expect(run(...OPTIONS, '--file', path)).rejects.toMatchObject({
      name: 'TokenCommandError',
      message: expect.stringContaining(`${path}.new cannot be made: ENOENT`),
    });
  });

  it.each([
    [['--scopes', 'instances:read'], '--name and --scopes are needed'],
    [['--name', 'ci'], '--name and --scopes are needed'],
    [['--name', 'a b', '--scopes', 'instances:read'], '--name: expected 1 to 63 letters'],
    [['--name', 'ci', '--scopes', 'instances:all'], '--scopes: expected one of instances:read, '],
    [['--name', 'ci', '--scopes', 'instances:read,'], '--scopes: expected one of instances:read, '],
    [[...OPTIONS, '--expires', 'tomorrow'], "--expires: expected a date, as in 2027-01-01, got 'tomorrow'"],
    [
      [...OPTIONS, '--expires', '2027-02-30'],
      "--expires: expected a date, as in 2027-01-01, got '2027-02-30'",
    ],
    [
      [...OPTIONS, '--expires', '2027-13-01'],
      "--expires: expected a date, as in 2027-01-01, got '2027-13-01'",
    ],
    [[...OPTIONS, '--expires', '2026-11-23'], "--expires: expected a date to come, got '2026-11-23'"],
    [[...OPTIONS, '--expires', ''], "--expires: expected a date, as in 2027-01-01, got ''"],
    [[...OPTIONS, '--scope', 'instances:read'], "Unknown option '--scope'"],
    [[...OPTIONS, 'more'], "Unexpected argument 'more'"],
    [['--name'], "'--name <value>' argument missing"],
  ])('refuses %j and names what is wrong', async (args, message) => {
    const { run, folder } = aCommand();
    await expect(run(...args)).rejects.toMatchObject({
      name: 'TokenCommandError',
      message: expect.stringContaining(message),
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
