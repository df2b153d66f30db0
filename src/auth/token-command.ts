import { type FileHandle, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { makeToken, type StoredToken, TOKENS_FILE } from './api-tokens.js';
import { SCOPES, type Scope } from './caller.js';

export const TOKEN_USAGE = `usage: npm run token -- --name NAME --scopes SCOPE,SCOPE [--expires 2027-01-01] [--file FILE]

Makes an API token, prints it once and adds its hash to FILE (API_TOKENS_FILE where it is not given).
Scopes: ${SCOPES.join(', ')}`;

const OWNER_ALONE = 0o600;

/** What is wrong with the command, in words for whoever gave it. */
export class TokenCommandError extends Error {
  override readonly name = 'TokenCommandError';
}

const OPTIONS = {
  name: { type: 'string' },
  scopes: { type: 'string' },
  expires: { type: 'string' },
  file: { type: 'string' },
} as const;

/** Makes a token, adds it to the file and gives what is to be printed. Rejects with a TokenCommandError. */
export async function tokenCommand(
  args: readonly string[],
  defaultFile: string | undefined,
  now: number,
): Promise<string> {
  const { name, scopes, expires, file = defaultFile } = read(args);
  if (!name || !scopes) throw new TokenCommandError(`--name and --scopes are needed\n\n${TOKEN_USAGE}`);
  if (!file) throw new TokenCommandError(`--file is needed, or API_TOKENS_FILE\n\n${TOKEN_USAGE}`);
  const { token, stored } = make(name, scopes, expires === undefined ? undefined : expiry(expires, now));
  await add(file, stored);
  return `${token}\n\nThis is the only time that it is shown. ${file} holds its hash, ${stored.sha256}.\n`;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new TokenCommandError(`${error instanceof Error ? error.message : error}\n\n${TOKEN_USAGE}`);
  }
}

function make(name: string, scopes: string, expires: string | undefined) {
  try {
    return makeToken(name, scopes.split(',').map((scope) => scope.trim()) as Scope[], expires);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new TokenCommandError(
      error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join('\n'),
    );
  }
}

function expiry(text: string, now: number): string {
  const [day = ''] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  const time = isDay(day) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new TokenCommandError(`--expires: expected a date, as in 2027-01-01, got '${text}'`);
  if (time <= now) throw new TokenCommandError(`--expires: expected a date to come, got '${text}'`);
  return new Date(time).toISOString();
}

/** To JavaScript the 30th of February is the 2nd of March. */
function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** By a new file that takes the place of the old one at once, so that a running service never reads half of it. */
async function add(named: string, token: StoredToken): Promise<void> {
  // A link shall go on to be one.
  const path = await realpath(named).catch(() => named);
  const temporary = `${path}.new`;
  // Exclusively, so that of two commands at once neither loses the token of the other.
  const file = await open(temporary, 'wx', OWNER_ALONE).catch((error: Error) => {
    const hint = hasCode(error, 'EEXIST') ? '. Where no other command is at work, remove it.' : '';
    throw new TokenCommandError(`${temporary} cannot be made: ${error.message}${hint}`);
  });
  try {
    const tokens = [...(await stored(path)), token];
    await file.writeFile(`${JSON.stringify({ tokens }, undefined, 2)}\n`);
    await resemble(file, path);
    await file.sync();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function stored(path: string): Promise<readonly StoredToken[]> {
  try {
    return TOKENS_FILE.parse(JSON.parse(await readFile(path, 'utf8'))).tokens;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new TokenCommandError(`${path} is no file of tokens: ${reason}`);
  }
}

/** Who could read the old file can read the new one, as far as whoever gives the command may see to that. */
async function resemble(file: FileHandle, path: string): Promise<void> {
  const old = await stat(path).catch(() => undefined);
  if (old === undefined) return;
  const UNCHANGED = -1;
  await file.chown(UNCHANGED, old.gid).catch(() => {});
  await file.chown(old.uid, UNCHANGED).catch(() => {});
  await file.chmod(old.mode & 0o777).catch(() => {});
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
