import type { Batch, Call, CallLedger } from './ec2.js';

/**
 * One EC2 call for many callers: each is told of it in its own ledger, and it is given up only when all have given up. Its
 * first tokens are taken already.
 */
export class SharedCall implements Call, Batch {
  readonly caller = '';
  readonly requestId = '';
  readonly signal: AbortSignal;
  readonly ledger: CallLedger;
  readonly batch = this;
  /** Once it has ended: the callers' signals may outlive it. */
  readonly release: () => void;
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
      answered: (action, requestId) => {
        for (const ledger of ledgers) ledger.answered(action, requestId);
      },
    };
    const { signal, release } = abortedWithAll([...new Set(calls.map((call) => call.signal))]);
    this.signal = signal;
    this.release = release;
  }

  claim(): boolean {
    const wasPaid = this.isPaid;
    this.isPaid = false;
    return wasPaid;
  }
}

/** For the reason of the last. */
function abortedWithAll(signals: readonly AbortSignal[]) {
  const controller = new AbortController();
  let left = signals.length;
  const onAbort = ({ target }: Event) => aborted(target as AbortSignal);
  const aborted = ({ reason }: AbortSignal) => {
    left -= 1;
    if (left === 0) controller.abort(reason);
  };
  for (const signal of signals) {
    if (signal.aborted) aborted(signal);
    else signal.addEventListener('abort', onAbort, { once: true });
  }
  const release = () => {
    for (const signal of signals) signal.removeEventListener('abort', onAbort);
  };
  return { signal: controller.signal, release };
}
