import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeToken } from '../../src/auth/api-tokens.js';
import { SCOPES, type Scope } from '../../src/auth/caller.js';
import { aFolder } from './folder.js';

interface Wanted {
  readonly name: string;
  readonly scopes?: readonly Scope[];
  readonly expires?: string;
}

/** A file of tokens, and the tokens themselves, in their order. */
export function tokensFile(...wanted: Wanted[]) {
  const made = wanted.map(({ name, scopes = SCOPES, expires }) => makeToken(name, scopes, expires));
  const path = join(aFolder(), 'tokens.json');
  writeFileSync(path, JSON.stringify({ tokens: made.map(({ stored }) => stored) }));
  return { path, tokens: made.map(({ token }) => token) };
}

export function bearer(token: string | undefined): string {
  return `Bearer ${token}`;
}

/** The settings under which the tokens of a file are asked for. */
export function byTokens(path: string): Record<string, string> {
  return { AUTH: 'token', API_TOKENS_FILE: path };
}
