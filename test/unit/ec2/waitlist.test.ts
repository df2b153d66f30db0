import { describe, expect, it } from '@jest/globals';
import { Attempts } from '../../../src/ec2/retry.js';
import { type Member, Waitlist } from '../../../src/ec2/waitlist.js';
import { aCall } from '../../support/builders.js';

function member(caller: string, key: string): Member<string> {
  return {
    key,
    call: { ...aCall(), caller },
    since: 0,
    attempts: new Attempts(true),
    isAsked: false,
    hasLeft: false,
    wasApart: false,
    wasAlone: false,
    settleLate: undefined,
    settle: () => {},
    fail: () => {},
  };
}

/** All that is taken, call after call, of at most so many keys each. */
function calls(waitlist: Waitlist<string>, most = 10): string[] {
  const taken: string[] = [];
  while (waitlist.size > 0) taken.push(waitlist.take(10, (wanted) => Math.min(wanted, most)).keys.join());
  return taken;
}

describe('Those who wait', () => {
  it('go with anybody, but for the parts, which take turns with them', () => {
    const waitlist = new Waitlist<string>();
    for (const key of ['1', '2']) waitlist.push(member('a', key));
    waitlist.putBack([member('b', '3'), member('b', '4')], true);
    waitlist.putBack([member('b', '5')], true);
    expect(waitlist.calls(10)).toBe(3);
    expect(calls(waitlist)).toEqual(['3,4', '1,2', '5']);
  });

  it('go part by part, those of different callers in turn', () => {
    const waitlist = new Waitlist<string>();
    for (const [caller, key] of ['a1', 'a2', 'a3', 'b4'] as Iterable<string>) {
      waitlist.putBack([member(String(caller), String(key))], true);
    }
    expect(calls(waitlist)).toEqual(['1', '4', '2', '3']);
  });

  it('go in several calls where there is not room for all of a part', () => {
    const waitlist = new Waitlist<string>();
    waitlist.putBack([member('a', '1'), member('a', '2'), member('a', '3')], true);
    expect(calls(waitlist, 2)).toEqual(['1,2', '3']);
  });

  it('leave nothing behind when the last of a part has left', () => {
    const waitlist = new Waitlist<string>();
    const only = member('a', '1');
    waitlist.putBack([only], true);
    waitlist.remove(only);
    expect([waitlist.size, waitlist.calls(10)]).toEqual([0, 0]);
  });
});
