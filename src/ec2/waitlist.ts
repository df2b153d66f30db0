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
  /** Whether EC2 has refused a call that it went with, which was taken apart. */
  wasApart: boolean;
  /** Whether nobody else asked for anything in such a call. */
  wasAlone: boolean;
  /** Tells what became of it after its caller has given up, where EC2 was being asked. */
  settleLate: ((outcome: Outcome<T>) => void) | undefined;
  settle(outcome: Outcome<T>): void;
  fail(fault: unknown): void;
}

/** Has its caller told later what becomes of it. */
export function leaveBehind<T>(member: Member<T>): void {
  const { call, key } = member;
  call.leftBehind?.(
    key,
    new Promise((resolve) => {
      member.settleLate = resolve;
    }),
  );
}

/** Those who go with a call, and whether they are to be by themselves. */
export interface Company<T> {
  readonly members: readonly Member<T>[];
  readonly isApart: boolean;
}

type Queue<T> = FairQueue<Member<T>>;

/** Of a refused call, in turn with those of other callers. */
interface Part<T> {
  readonly caller: string;
  readonly queue: Queue<T>;
}

/**
 * Who waits for a call: those who go with anybody, and parts of calls that EC2 has refused, each of which goes by itself. The
 * two take turns, and so do the parts of different callers, so that nobody has to wait until all of the refused instances of
 * another are told apart.
 */
export class Waitlist<T> {
  private readonly open: Queue<T> = new FairQueue();
  private readonly parts = new FairQueue<Part<T>>();
  /** Where those are who wait in a part. */
  private readonly partOf = new Map<Member<T>, Part<T>>();
  private wasApart = false;

  get size(): number {
    return this.open.size + this.partOf.size;
  }

  /** How many calls of so many keys it takes at least. */
  calls(limit: number): number {
    return this.parts.size + Math.ceil(this.open.size / limit);
  }

  /** Who is served next of those who go with anybody. */
  next(): Member<T> | undefined {
    return this.open.peek();
  }

  push(member: Member<T>): void {
    this.open.push(member.call.caller, member);
  }

  /** Those who have waited before wait ahead of the others. */
  putBack(members: readonly Member<T>[], isApart: boolean): void {
    const [first] = members;
    if (first === undefined) return;
    if (!isApart) {
      this.open.putBack(members.map((member) => [member.call.caller, member]));
      return;
    }
    const part: Part<T> = { caller: first.call.caller, queue: new FairQueue() };
    for (const member of members) {
      part.queue.push(member.call.caller, member);
      this.partOf.set(member, part);
    }
    this.parts.push(part.caller, part);
  }

  remove(member: Member<T>): void {
    const part = this.partOf.get(member);
    (part?.queue ?? this.open).remove(member.call.caller, member);
    this.partOf.delete(member);
    if (part?.queue.size === 0) this.parts.remove(part.caller, part);
  }

  /**
   * Takes out who goes with the next call, callers in turn; `grant` says how many keys of those wanted there may be. A key that
   * is asked for by many counts once.
   */
  take(limit: number, grant: (wanted: number) => number): Company<T> & { readonly keys: readonly string[] } {
    const part = this.open.size === 0 || !this.wasApart ? this.parts.peek() : undefined;
    this.wasApart = part !== undefined;
    const queue = part?.queue ?? this.open;
    const taken = takeFrom(queue, grant(Math.min(limit, queue.size)));
    if (part) {
      for (const member of taken.members) this.partOf.delete(member);
      this.parts.serve(part.caller, part);
      if (part.queue.size > 0) this.parts.push(part.caller, part);
    }
    return { ...taken, isApart: this.wasApart };
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
