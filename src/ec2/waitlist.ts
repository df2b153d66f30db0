import type { Call, Outcome } from './ec2.js';
import { FairQueue } from './fair-queue.js';
import type { Attempts } from './retry.js';

/** One caller's wish for the outcome of one key. */
export interface Member<T> {
  readonly key: string;
  readonly call: Call;
  /** When it came. */
  readonly since: number;
  /** Of the calls that it went with. */
  readonly attempts: Attempts;
  /** Whether EC2 is being asked. */
  isAsked: boolean;
  /** Whether its caller has given up. */
  hasLeft: boolean;
  /** Whether EC2 has refused a call that it went with, and it was taken apart from others. */
  wasApart: boolean;
  settle(outcome: Outcome<T>): void;
  fail(fault: unknown): void;
}

/** Those who go with a call, and whether they are to be by themselves. */
export interface Company<T> {
  readonly members: readonly Member<T>[];
  readonly isApart: boolean;
}

type Queue<T> = FairQueue<Member<T>>;

/**
 * Who waits for a call: those who go with anybody, and parts of calls that EC2 has refused, each of which goes by itself. The
 * two take turns, so that who has come with others' refused instances does not have to wait until all of them are told apart.
 */
export class Waitlist<T> {
  private readonly open: Queue<T> = new FairQueue();
  private readonly parts = new Set<Queue<T>>();
  private wasApart = false;

  get size(): number {
    let size = this.open.size;
    for (const part of this.parts) size += part.size;
    return size;
  }

  /** How many calls of so many keys it takes at least. */
  calls(limit: number): number {
    return this.parts.size + Math.ceil(this.open.size / limit);
  }

  push(member: Member<T>): void {
    this.open.push(member.call.caller, member);
  }

  /** Those who have waited before wait ahead of the others. */
  putBack(members: readonly Member<T>[], isApart: boolean): void {
    if (members.length === 0) return;
    if (isApart) {
      const part: Queue<T> = new FairQueue();
      for (const member of members) part.push(member.call.caller, member);
      this.parts.add(part);
    } else {
      this.open.putBack(members.map((member) => [member.call.caller, member]));
    }
  }

  remove(member: Member<T>): void {
    this.open.remove(member.call.caller, member);
    for (const part of this.parts) {
      part.remove(member.call.caller, member);
      if (part.size === 0) this.parts.delete(part);
    }
  }

  /**
   * Takes out who goes with the next call, callers in turn; `grant` says how many keys of those wanted there may be. A key that
   * is asked for by many counts once.
   */
  take(limit: number, grant: (wanted: number) => number): Company<T> & { readonly keys: readonly string[] } {
    const [part] = this.parts;
    const queue = part && (this.open.size === 0 || !this.wasApart) ? part : this.open;
    this.wasApart = queue === part;
    const { keys, members } = takeFrom(queue, grant(Math.min(limit, queue.size)));
    if (part && this.wasApart) {
      this.parts.delete(part);
      if (part.size > 0) this.parts.add(part);
    }
    return { keys, members, isApart: this.wasApart };
  }
}

function takeFrom<T>(queue: Queue<T>, most: number) {
  const keys = new Set<string>();
  const members: Member<T>[] = [];
  for (let next = queue.peek(); next !== undefined; next = queue.peek()) {
    if (!keys.has(next.key) && keys.size === most) break;
    keys.add(next.key);
    members.push(next);
    queue.serve(next.call.caller, next);
  }
  return { keys: [...keys], members };
}
