import type { Attempt, Batch, Call, CallLedger, Outcome, Outcomes } from './ec2.js';

/** One caller's wish for the outcome of one key. */
export interface Member<T> {
  readonly key: string;
  readonly call: Call;
  /** Whether EC2 has been asked, and may have done it for all that is known. */
  isAsked: boolean;
  /** Whether the caller has given up. */
  hasLeft: boolean;
  settle(outcome: Outcome<T>): void;
}

/** What the lane of a call is told of it, and sees to. */
export interface Turn {
  asked(): void;
  ended(attempt: Attempt, instances: number): void;
  /** Resolves when there is a token for one more call. */
  admit(): Promise<unknown>;
  /** Takes the token back of a call that is not made after all. */
  giveBack(): void;
}

/**
 * One EC2 call for many callers: each is told of it in its own ledger, and it is given up only when all have given up.
 * Its first token is taken already.
 */
export class SharedCall<T> implements Call, Batch {
  readonly caller = '';
  readonly signal: AbortSignal;
  readonly ledger: CallLedger;
  readonly batch = this;
  private isPaid = true;

  constructor(
    private readonly members: readonly Member<T>[],
    private readonly turn: Turn,
  ) {
    const ledgers = new Set(members.map(({ call }) => call.ledger));
    this.ledger = {
      record: (action) => {
        for (const ledger of ledgers) ledger.record(action);
      },
      waited: (ms) => {
        for (const ledger of ledgers) ledger.waited(ms);
      },
    };
    this.signal = abortedWithAll([...new Set(members.map(({ call }) => call.signal))]);
  }

  claim(): boolean {
    const wasPaid = this.isPaid;
    this.isPaid = false;
    return wasPaid;
  }

  asked(): void {
    for (const member of this.members) member.isAsked = true;
    this.turn.asked();
  }

  ended(attempt: Attempt, instances: number): void {
    if (attempt === 'refused') for (const member of this.members) member.isAsked = false;
    this.turn.ended(attempt, instances);
  }

  settle(outcomes: Outcomes<unknown>): void {
    for (const { key, settle } of this.members) {
      if (outcomes.has(key)) settle(outcomes.get(key) as Outcome<T>);
    }
  }

  async again(keys: readonly string[]): Promise<{ keys: readonly string[]; call: Call } | undefined> {
    await this.turn.admit();
    const wanted = new Set(keys);
    const waiting = this.members.filter(({ key, hasLeft }) => wanted.has(key) && !hasLeft);
    if (waiting.length > 0) {
      return { keys: keysOf(waiting), call: new SharedCall(waiting, this.turn) };
    }
    this.turn.giveBack();
    return undefined;
  }
}

/** Each once. */
export function keysOf(members: readonly Pick<Member<never>, 'key'>[]): string[] {
  return [...new Set(members.map(({ key }) => key))];
}

function abortedWithAll(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  let left = signals.length;
  const aborted = () => {
    left -= 1;
    if (left === 0) controller.abort();
  };
  for (const signal of signals) {
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  }
  return controller.signal;
}
