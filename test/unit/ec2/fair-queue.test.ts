import { describe, expect, it } from '@jest/globals';
import { FairQueue } from '../../../src/ec2/fair-queue.js';

interface Entry {
  readonly caller: string;
  readonly name: string;
}

function queueOf(...names: string[]): FairQueue<Entry> {
  const queue = new FairQueue<Entry>();
  for (const name of names) push(queue, name);
  return queue;
}

/** The first letter of an entry's name is its caller. */
function push(queue: FairQueue<Entry>, name: string): void {
  const caller = name.charAt(0);
  queue.push(caller, { caller, name });
}

function serve(queue: FairQueue<Entry>): string | undefined {
  const next = queue.peek();
  if (next) queue.serve(next.caller, next);
  return next?.name;
}

function drained(queue: FairQueue<Entry>): string[] {
  const names: string[] = [];
  for (let name = serve(queue); name !== undefined; name = serve(queue)) names.push(name);
  return names;
}

describe('A fair queue', () => {
  it('takes callers in turn, and the entries of each in order', () => {
    expect(drained(queueOf('a1', 'a2', 'a3', 'b1', 'b2', 'c1'))).toEqual([
      'a1',
      'b1',
      'c1',
      'a2',
      'b2',
      'a3',
    ]);
  });

  it('puts a caller that comes later behind those that wait, but before their second entries', () => {
    const queue = queueOf('a1', 'a2', 'a3');
    expect(serve(queue)).toBe('a1');
    push(queue, 'b1');
    expect(drained(queue)).toEqual(['a2', 'b1', 'a3']);
  });

  it('shows the first entry of each caller, of which any may be served', () => {
    const queue = queueOf('a1', 'a2', 'b1', 'c1');
    const heads = queue.heads();
    expect(heads.map(({ name }) => name)).toEqual(['a1', 'b1', 'c1']);
    const [, b1] = heads;
    if (b1) queue.serve('b', b1);
    expect(drained(queue)).toEqual(['a1', 'c1', 'a2']);
  });

  it('leaves out who has given up, and says whether he was still there', () => {
    const queue = queueOf('a1', 'a2', 'b1');
    const [a1, b1] = queue.heads();
    if (!a1 || !b1) throw new Error('there are two callers');
    expect([queue.remove('a', a1), queue.remove('b', b1), queue.remove('b', b1)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(queue.size).toBe(1);
    expect(drained(queue)).toEqual(['a2']);
    expect([queue.size, queue.peek()]).toEqual([0, undefined]);
  });
});
