import type { Batch, Call, CallLedger, Outcome, Outcomes } from './ec2.js';

/** One caller's wish for the outcome of one key. */
export interface Member<T> {
  readonly key: string;
  readonly call: Call;
  settle(outcome: Outcome<T>): void;
}

/**
 * One EC2 call for many callers: each is told of it in its own ledger, and it is given up only when all have given up.
 * Its first tokens are taken already.
 */
export class SharedCall<T> implements Call, Batch {
  readonly caller = '';
  readonly signal: AbortSignal;
  readonly ledger: CallLedger;
  readonly batch = this;

  constructor(
    private readonly members: readonly Member<T>[],
    private isPaid = true,
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

  settle(outcomes: Outcomes<unknown>): void {
    for (const { key, settle } of this.members) {
      if (outcomes.has(key)) settle(outcomes.get(key) as Outcome<T>);
    }
  }

  only(keys: readonly string[]): Call {
    const wanted = new Set(keys);
    return new SharedCall(
      this.members.filter(({ key }) => wanted.has(key)),
      false,
    );
  }
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
