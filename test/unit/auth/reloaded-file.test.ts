import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ReloadedFile } from '../../../src/auth/reloaded-file.js';
import { aFolder } from '../../support/folder.js';

const SCHEMA = z.strictObject({ word: z.string('expected a word') });

/** A file of a word, in a folder of its own, and who reads it at the test's time. */
function aFile(...path: string[]) {
  const folder = aFolder();
  const at = join(folder, ...(path.length > 0 ? path : ['word.json']));
  const faults: string[] = [];
  let time = 0;
  const options = { now: () => time, onFault: ({ message }: Error) => void faults.push(message) };
  const file = new ReloadedFile(at, SCHEMA, ({ word }) => ({ word }), options);
  return {
    folder,
    path: at,
    faults,
    file,
    write: (word: string, to = at) => writeFileSync(to, JSON.stringify({ word })),
    word: async () => (await file.current()).word,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('A file that is read anew', () => {
  it('says what it said for up to a second after it has changed, and then the new', async () => {
    const { write, word, pass } = aFile();
    write('first');
    expect(await word()).toBe('first');
    write('second');
    pass(999);
    expect(await word()).toBe('first');
    pass(1);
    expect(await word()).toBe('second');
  });

  it('says the new though the clock has been set back', async () => {
    const { write, word, pass } = aFile();
    write('first');
    expect(await word()).toBe('first');
    write('second');
    pass(-3_600_000);
    expect(await word()).toBe('second');
  });

  it('gives the same contents as long as it has not changed', async () => {
    const { file, write, pass } = aFile();
    write('first');
    const contents = await file.current();
    pass(1000);
    expect(await file.current()).toBe(contents);
  });

  it('is another when another file has taken its place, though that is as large and as old', async () => {
    const { folder, path, write, word, pass } = aFile();
    write('aaa');
    expect(await word()).toBe('aaa');
    const other = join(folder, 'other.json');
    write('bbb', other);
    const { atime, mtime } = statSync(path);
    utimesSync(path, atime, mtime);
    utimesSync(other, atime, mtime);
    pass(1000);
    await word();
    renameSync(other, path);
    pass(1000);
    expect(await word()).toBe('bbb');
  });

  it('is another when a link on its path has got another target, as Kubernetes changes a secret', async () => {
    const { folder, write, word, pass } = aFile('data', 'word.json');
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(folder, version));
      write(version, join(folder, version, 'word.json'));
    }
    symlinkSync('v1', join(folder, 'data'));
    expect(await word()).toBe('v1');
    symlinkSync('v2', join(folder, 'data.new'));
    renameSync(join(folder, 'data.new'), join(folder, 'data'));
    pass(1000);
    expect(await word()).toBe('v2');
  });

  it.each([
    ['is no JSON', '{"word":', 'JSON'],
    ['is not what is expected', '{"word":5}', 'expected a word'],
    ['has more than is known', '{"word":"a","more":1}', '"more"'],
  ])('says what it said before when it %s, and why is told once', async (_, text, reason) => {
    const { path, faults, write, word, pass } = aFile();
    write('first');
    await word();
    writeFileSync(path, text);
    for (let looked = 0; looked < 3; looked++) {
      pass(1000);
      expect(await word()).toBe('first');
    }
    expect(faults).toEqual([expect.stringContaining(reason)]);
    expect(faults[0]).toContain(`${path}: `);
    write('mended');
    pass(1000);
    expect(await word()).toBe('mended');
    writeFileSync(path, text);
    pass(1000);
    await word();
    expect(faults).toHaveLength(2);
  });

  it('says what it said before when it is gone', async () => {
    const { path, faults, write, word, pass } = aFile();
    write('first');
    await word();
    rmSync(path);
    pass(1000);
    expect(await word()).toBe('first');
    expect(faults).toEqual([expect.stringContaining('ENOENT')]);
  });

  it('cannot be used before it could ever be read, and is looked for again', async () => {
    const { path, faults, write, word, pass } = aFile();
    await expect(word()).rejects.toThrow(new RegExp(`^${path}: .*ENOENT`));
    write('first');
    await expect(word()).rejects.toThrow('ENOENT');
    pass(1000);
    expect(await word()).toBe('first');
    expect(faults).toEqual([]);
  });

  it('is read once for all who ask at the same time', async () => {
    const { file, write, pass } = aFile();
    write('first');
    const [one, other] = await Promise.all([file.current(), file.current()]);
    expect(one).toBe(other);
    write('second');
    pass(1000);
    const both = await Promise.all([file.current(), file.current()]);
    expect(both).toEqual([{ word: 'second' }, { word: 'second' }]);
    expect(both[0]).toBe(both[1]);
  });
});
