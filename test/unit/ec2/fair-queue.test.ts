import { describe, expect, it } from '@jest/globals';
import { FairQueue } from '../../../src/ec2/fair-queue.js';

function queueOf(...entries: [caller: string, entry: string][]): FairQueue<string> {
  const queue = new FairQueue<string>();
  for (const [caller, entry] of entries) queue.push(caller, entry);
  return queue;
}

function drained(queue: FairQueue<string>): string[] {
  const entries: string[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) entries.push(next);
  return entries;
}

describe('A fair queue', () => {
  it('takes callers in turn, and the entries of each in order', () => {
    const queue = queueOf(['a', 'a1'], ['a', 'a2'], ['a', 'a3'], ['b', 'b1'], ['b', 'b2'], ['c', 'c1']);
    expect(drained(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('puts a caller that comes later behind those that wait, but before their second entries', () => {
    const queue = queueOf(['a', 'a1'], ['a', 'a2'], ['a', 'a3']);
    expect(queue.shift()).toBe('a1');
    queue.push('b', 'b1');
    expect(drained(queue)).toEqual(['a2', 'b1', 'a3']);
  });

  it('shows whose turn it is without taking it', () => {
    const queue = queueOf(['a', 'a1'], ['b', 'b1']);
    expect([queue.peek(), queue.shift(), queue.peek()]).toEqual(['a1', 'a1', 'b1']);
  });

  it('leaves out who has given up, and says whether he was still there', () => {
    const queue = queueOf(['a', 'a1'], ['a', 'a2'], ['b', 'b1']);
    expect([queue.remove('a', 'a1'), queue.remove('b', 'b1'), queue.remove('b', 'b1')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(queue.size).toBe(1);
    expect(drained(queue)).toEqual(['a2']);
    expect([queue.size, queue.peek(), queue.shift()]).toEqual([0, undefined, undefined]);
  });
});
