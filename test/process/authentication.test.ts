import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { aFolder } from '../support/folder.js';
import { runToEnd, startProcess } from '../support/process.js';
import { bearer, byTokens, tokensFile } from '../support/tokens.js';

describe('The process', () => {
  it('does not start where others than this machine can come and it is not said who may', async () => {
    const { code, output } = await runToEnd({ PORT: '0', HOST: '0.0.0.0' });
    expect(code).toBe(1);
    expect(output).toBe(`The settings are not usable:
  AUTH: must be set with HOST=0.0.0.0, expected none or token or jwt or token,jwt
`);
  });

  it('does not start without the file of tokens that it is to go by', async () => {
    const path = join(aFolder(), 'tokens.json');
    const { code, output } = await runToEnd({ PORT: '0', ...byTokens(path) });
    expect(code).toBe(1);
    expect(output).toBe(`The settings are not usable:
  API_TOKENS_FILE: ${path}: ENOENT: no such file or directory, stat '${path}'
`);
  });

  it('does not start without the launch policy that it is to keep to', async () => {
    const path = join(aFolder(), 'policy.json');
    const { code, output } = await runToEnd({ PORT: '0', LAUNCH_POLICY_FILE: path });
    expect([code, output]).toEqual([1, expect.stringContaining(`LAUNCH_POLICY_FILE: ${path}: ENOENT`)]);
  });
});

describe('The command that makes a token', () => {
  it('makes one that a running service accepts within a second, and keeps it nowhere', async () => {
    const { path, tokens } = tokensFile({ name: 'ci' });
    const { url } = await startProcess({ PORT: '0', ...byTokens(path) });
    const ask = (token: string | undefined) => request(url).get('/v1').set('Authorization', bearer(token));
    await ask(tokens[0]).expect(200);
    const { code, output } = await runToEnd(
      { API_TOKENS_FILE: path },
      ...['token', '--name', 'ops', '--scopes', 'instances:read'],
    );
    expect(code).toBe(0);
    const [token] = output.split('\n');
    const since = Date.now();
    while ((await ask(token)).status !== 200) expect(Date.now() - since).toBeLessThan(5000);
    await ask(tokens[0]).expect(200);
  });

  it('says what is wrong with it, and makes no file', async () => {
    const path = join(aFolder(), 'tokens.json');
    const { code, output } = await runToEnd({ API_TOKENS_FILE: path }, 'token', '--name', 'ops');
    expect(code).toBe(1);
    expect(output).toMatch(/^--name and --scopes are needed\n\nusage: npm run token -- /);
    expect(existsSync(path)).toBe(false);
  });
});
