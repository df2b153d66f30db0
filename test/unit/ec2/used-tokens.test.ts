import { describe, expect, it } from '@jest/globals';
import { UsedTokens } from '../../../src/ec2/used-tokens.js';

const MOST = 100_000;

function isHeld(used: UsedTokens, token: string): boolean {
  try {
    used.begin(token, 'another input');
    return false;
  } catch {
    return true;
  }
}

function launch(used: UsedTokens, token: string): void {
  used.begin(token, 'an input');
  used.end(token, true);
}

describe('Of used tokens', () => {
  it('the oldest is forgotten beyond a hundred thousand', () => {
    const used = new UsedTokens(() => 0);
    for (let n = 0; n <= MOST; n++) launch(used, `token ${n}`);
    expect(isHeld(used, 'token 2')).toBe(true);
    expect(isHeld(used, 'token 0')).toBe(false);
  });

  it('none is free again by a launch that fails after one that was carried out', () => {
    const used = new UsedTokens(() => 0);
    launch(used, 'token');
    used.begin('token', 'an input');
    used.end('token', false);
    expect(isHeld(used, 'token')).toBe(true);
  });

  it('none is forgotten whose launch is under way', () => {
    const used = new UsedTokens(() => 0);
    used.begin('under way', 'an input');
    for (let n = 0; n <= MOST; n++) launch(used, `token ${n}`);
    expect(isHeld(used, 'under way')).toBe(true);
  });
});
