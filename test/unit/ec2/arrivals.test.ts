import { describe, expect, it } from '@jest/globals';
import { allArrived } from '../../../src/ec2/arrivals.js';

/** In how many turns of the event loop all have come, of whom so many come in each, the first ones before. */
async function turns(coming: readonly number[], most = 100): Promise<number> {
  let waiting = coming[0] ?? 0;
  let turn = 0;
  const arrived = async () => {
    turn += 1;
    waiting += coming[turn] ?? 0;
  };
  await allArrived(() => waiting, most, { arrived });
  return turn;
}

describe('those whose requests have come in already', () => {
  it('are read in one turn where there is but one', async () => {
    expect(await turns([1])).toBe(1);
  });

  it('are waited for as long as each turn brings some more', async () => {
    expect(await turns([1, 3, 2, 0, 5])).toBe(3);
  });

  it('are not waited for where they would not go into the call', async () => {
    expect(await turns([1, 9, 9], 10)).toBe(1);
    expect(await turns([10, 9], 10)).toBe(0);
  });

  it('are not waited for without end', async () => {
    expect(await turns(Array(50).fill(1))).toBe(5);
  });
});
