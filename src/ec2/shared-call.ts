import type { Batch, Call, CallLedger } from './ec2.js';

/**
 * One EC2 call for many callers: each is told of it in its own ledger, and it is given up only when all have given up. Its
 * first tokens are taken already.
 */
export class SharedCall implements Call, Batch {
  readonly caller = '';
  readonly signal: AbortSignal;
  readonly ledger: CallLedger;
  readonly batch = this;
  private isPaid = true;

  constructor(calls: readonly Call[]) {
    const ledgers = new Set(calls.map(({ ledger }) => ledger));
    this.ledger = {
      record: (action) => {
        for (const ledger of ledgers) ledger.record(action);
      },
      waited: (ms) => {
        for (const ledger of ledgers) ledger.waited(ms);
      },
    };
    this.signal = abortedWithAll([...new Set(calls.map(({ signal }) => signal))]);
  }

  claim(): boolean {
    const wasPaid = this.isPaid;
    this.isPaid = false;
    return wasPaid;
  }
}

/** For the reason of the last. */
function abortedWithAll(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  let left = signals.length;
  for (const signal of signals) {
    const aborted = () => {
      left -= 1;
      if (left === 0) controller.abort(signal.reason);
    };
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  }
  return controller.signal;
}
