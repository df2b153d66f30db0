import { describe, expect, it } from '@jest/globals';
import { SharedAnswers } from '../../../src/graphql/shared-answers.js';
import { settled } from '../../support/clock.js';

/** Makes answers that are numbered, and ends when the test says so. */
function making() {
  const shared = new SharedAnswers<string>();
  let made = 0;
  const ask = (question: string) =>
    shared.answer(question, async () => {
      made += 1;
      return `${question} ${made}`;
    });
  return { shared, ask };
}

describe('Equal questions', () => {
  it('that come in together are answered once', async () => {
    const { ask } = making();
    expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['a 1', 'a 1', 'b 2']);
  });

  it('that come in one after the other are not', async () => {
    const { ask } = making();
    expect([await ask('a'), await ask('a')]).toEqual(['a 1', 'a 2']);
  });

  it('that come when the answer is being made get another', async () => {
    const shared = new SharedAnswers<string>();
    let end = () => {};
    const first = shared.answer('a', () => new Promise((resolve) => (end = () => resolve('first'))));
    await settled();
    const second = shared.answer('a', async () => 'second');
    end();
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });

  it('fail together, and not those after them', async () => {
    const { shared, ask } = making();
    const failing = () => shared.answer('a', () => Promise.reject(new Error('no')));
    expect(await Promise.allSettled([failing(), failing()])).toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    expect(await ask('a')).toBe('a 1');
  });
});
