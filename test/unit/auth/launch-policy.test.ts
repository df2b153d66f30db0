import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { launchPolicy, POLICY_FILE } from '../../../src/auth/launch-policy.js';
import { aFolder } from '../../support/folder.js';

const RULES = [
  { callers: ['ci'], instanceTypes: ['t3.*', 'm7g.large'], regions: ['us-east-1'], maxCount: 10 },
  { callers: ['https://issuer.example.com/#build-?'], imageIds: ['ami-1', 'ami-2*'] },
  { callers: ['ci', 'ops'] },
];

const WISH = { instanceType: 't3.micro', imageId: 'ami-1', region: 'us-east-1', count: 1 };

function aPolicy(rules: readonly object[] = RULES) {
  const path = join(aFolder(), 'policy.json');
  const write = (next: readonly object[]) => writeFileSync(path, JSON.stringify({ rules: next }));
  write(rules);
  let time = 0;
  const policy = launchPolicy(path, { now: () => time, onFault: () => {} });
  return {
    ...policy,
    write,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('A launch policy', () => {
  it.each([
    ['ci', { instanceType: 't3.2xlarge' }, undefined],
    ['ci', { instanceType: 'm7g.large' }, undefined],
    [
      'ci',
      { instanceType: 'm7g.xlarge' },
      'ci may not launch the instance type m7g.xlarge: expected t3.* or m7g.large',
    ],
    [
      'ci',
      { instanceType: 't3a.micro' },
      'ci may not launch the instance type t3a.micro: expected t3.* or m7g.large',
    ],
    [
      'ci',
      { instanceType: 'xt3.micro' },
      'ci may not launch the instance type xt3.micro: expected t3.* or m7g.large',
    ],
    ['ci', { imageId: 'ami-any' }, undefined],
    ['ci', { region: 'eu-west-1' }, 'ci may not launch in the region eu-west-1: expected us-east-1'],
    ['ci', { count: 10 }, undefined],
    ['ci', { count: 11 }, 'ci may launch 10 instances at once, not 11'],
    ['ops', { instanceType: 'p5.48xlarge', region: 'eu-west-1', count: 1000 }, undefined],
    ['https://issuer.example.com/#build-7', { imageId: 'ami-23' }, undefined],
    [
      'https://issuer.example.com/#build-7',
      { imageId: 'ami-11' },
      'https://issuer.example.com/#build-7 may not launch the image ami-11: expected ami-1 or ami-2*',
    ],
    [
      'https://issuer.example.com/#build-77',
      {},
      'https://issuer.example.com/#build-77 may launch nothing: no rule of the launch policy names it',
    ],
    ['ci2', {}, 'ci2 may launch nothing: no rule of the launch policy names it'],
  ])('says to %s with %j: %s', async (caller, wish, refusal) => {
    expect(await aPolicy().refusalOf(caller, { ...WISH, ...wish })).toBe(refusal);
  });

  it('asks only for what is wished, as of a change of type', async () => {
    const { refusalOf } = aPolicy();
    expect(await refusalOf('ci', { instanceType: 't3.large' })).toBeUndefined();
    expect(await refusalOf('ci', { instanceType: 'm5.large' })).toMatch(
      /^ci may not launch the instance type/,
    );
  });

  it('takes all characters of a pattern but * and ? as they are', async () => {
    const { refusalOf } = aPolicy([{ callers: ['a.b', '(c)+', '[d]', 'e|f'] }]);
    for (const caller of ['a.b', '(c)+', '[d]', 'e|f']) expect(await refusalOf(caller, WISH)).toBeUndefined();
    for (const caller of ['axb', 'c', 'd', 'e', 'f', 'a.b\n']) {
      expect([caller, await refusalOf(caller, WISH)]).toEqual([caller, expect.any(String)]);
    }
  });

  it('that has no rules lets nobody launch', async () => {
    expect(await aPolicy([]).refusalOf('ci', WISH)).toMatch(/^ci may launch nothing/);
  });

  it('holds as it is in the file, within a second', async () => {
    const { refusalOf, write, pass } = aPolicy();
    expect(await refusalOf('ops', WISH)).toBeUndefined();
    write([{ callers: ['ci'] }]);
    pass(1000);
    expect(await refusalOf('ops', WISH)).toMatch(/^ops may launch nothing/);
  });

  it.each([
    ['a rule for nobody', { callers: [] }],
    ['an empty pattern', { callers: [''] }],
    ['no type at all', { callers: ['ci'], instanceTypes: [] }],
    ['a count of none', { callers: ['ci'], maxCount: 0 }],
    ['a restriction that is misspelled', { callers: ['ci'], instanceType: ['t3.micro'] }],
  ])('is refused with %s', (_, rule) => {
    expect(POLICY_FILE.safeParse({ rules: [rule] }).success).toBe(false);
  });
});
