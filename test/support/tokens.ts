import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { makeToken } from '../../src/auth/api-tokens.js';
import { SCOPES, type Scope } from '../../src/auth/caller.js';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

export interface Wanted {
  readonly scopes?: readonly Scope[];
  readonly expires?: string;
}

/** A file of tokens, one of each name, and the tokens themselves by these names. */
export function aTokensFile<N extends string>(wanted: Readonly<Record<N, Wanted>>) {
  const made = Object.entries<Wanted>(wanted).map(([name, { scopes = SCOPES, expires }]) => ({
    name,
    ...makeToken(name, scopes, expires),
  }));
  const folder = mkdtempSync(join(tmpdir(), 'launch-provision-'));
  folders.push(folder);
  const path = join(folder, 'tokens.json');
  writeFileSync(path, JSON.stringify({ tokens: made.map(({ stored }) => stored) }));
  const tokens = Object.fromEntries(made.map(({ name, token }) => [name, token])) as Record<N, string>;
  return { path, tokens };
}
