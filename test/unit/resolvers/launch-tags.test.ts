import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { withLaunchTags } from '../../../src/resolvers/launch-tags.js';

const NAMES = { caller: 'by', idempotencyKey: 'key' };
const OFF = { caller: undefined, idempotencyKey: undefined };

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function tags(count: number) {
  return Array.from({ length: count }, (_, n) => ({ key: `k${n}`, value: '' }));
}

describe('The tags of a launch', () => {
  it('are those that were asked for, and those of who asked', () => {
    const asked = [{ key: 'Name', value: 'a' }];
    expect(withLaunchTags(asked, NAMES, 'ci', 'build-7')).toEqual([
      { key: 'Name', value: 'a' },
      { key: 'by', value: 'ci' },
      { key: 'key', value: sha256('build-7') },
    ]);
  });

  it('are those that were asked for alone, where there are to be no others', () => {
    expect(withLaunchTags([{ key: 'by', value: 'a' }], OFF, 'ci', 'build-7')).toEqual([
      { key: 'by', value: 'a' },
    ]);
    expect(withLaunchTags([], { ...NAMES, caller: undefined }, 'ci', 'build-7')).toHaveLength(1);
    expect(withLaunchTags([], { ...NAMES, idempotencyKey: undefined }, 'ci', 'build-7')).toHaveLength(1);
  });

  it('tell a caller whose name is too long for a tag by its hash', () => {
    const valueFor = (caller: string) => withLaunchTags([], NAMES, caller, 'build-7')[0]?.value;
    expect(valueFor('ü'.repeat(256))).toBe('ü'.repeat(256));
    expect(valueFor('😀'.repeat(256))).toBe('😀'.repeat(256));
    expect(valueFor('a'.repeat(257))).toBe(`sha256:${sha256('a'.repeat(257))}`);
  });

  it.each([
    ['by', 'ci'],
    ['key', 'x'],
  ])('may not be asked for by the key %s, which is the service’s', (key, value) => {
    expect(() => withLaunchTags([{ key, value }], NAMES, 'ci', 'build-7')).toThrow(
      `tags: expected no ${key}, which the service gives by itself`,
    );
  });

  it.each([
    [50, OFF],
    [49, { ...NAMES, idempotencyKey: undefined }],
    [48, NAMES],
  ])('are 50 at most, so that %i may be asked for with %j', (most, names) => {
    expect(withLaunchTags(tags(most), names, 'ci', 'build-7')).toHaveLength(50);
    expect(() => withLaunchTags(tags(most + 1), names, 'ci', 'build-7')).toThrow(
      `tags: expected at most ${most} tags, got ${most + 1}`,
    );
  });

  it('may have keys and values as long as EC2 takes them, and no longer', () => {
    const withTag = (key: string, value: string) => () =>
      withLaunchTags([{ key, value }], NAMES, 'ci', 'build-7');
    expect(withTag('😀'.repeat(128), '😀'.repeat(256))).not.toThrow();
    expect(withTag('a'.repeat(129), '')).toThrow('expected keys of 1 to 128 characters, got one of 129');
    expect(withTag('', '')).toThrow('expected keys of 1 to 128 characters, got one of 0');
    expect(withTag('a', 'a'.repeat(257))).toThrow('expected values of up to 256 characters, got one of 257');
  });

  it('have each key once', () => {
    const twice = [
      { key: 'a', value: '1' },
      { key: 'a', value: '2' },
    ];
    expect(() => withLaunchTags(twice, NAMES, 'ci', 'build-7')).toThrow(
      "expected each key once, got 'a' twice",
    );
  });
});
