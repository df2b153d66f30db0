import { ServiceError } from '../errors.js';
import type { Action } from './actions.js';
import type { Call, CallLedger, Outcome } from './ec2.js';
import type { Entry, Trail } from './trail.js';

/** What an entry of the trail tells besides who, when and which. */
export type Facts = Readonly<Record<string, unknown>>;

/** Which change of a request it is: there may be several. */
interface Identity {
  readonly change: string;
  readonly operation: string;
  readonly action: Action;
}

/** One caller's change, from before EC2 is asked for it until it is known what became of it: the call that it is made with. */
export class RecordedChange implements Call {
  readonly caller: string;
  readonly requestId: string;
  readonly change: string;
  readonly ledger: CallLedger;
  private readonly ec2RequestIds = new Set<string>();
  private readonly left: Promise<Facts>[] = [];
  private isEnded = false;

  constructor(
    private readonly trail: Trail,
    private readonly identity: Identity,
    private readonly call: Call,
  ) {
    this.caller = call.caller;
    this.requestId = call.requestId;
    this.change = identity.change;
    const { ledger } = call;
    this.ledger = {
      record: (action) => ledger.record(action),
      waited: (ms) => ledger.waited(ms),
      answered: (action, requestId) => {
        if (action === identity.action) this.ec2RequestIds.add(requestId);
      },
    };
  }

  get signal(): AbortSignal {
    return this.call.signal;
  }

  leftBehind(id: string, outcome: Promise<Outcome<unknown>>): void {
    this.left.push(outcome.then((told) => ({ id, ...factsOf(told) })));
  }

  /** Rejects with UNAVAILABLE where that cannot be written down, or it was abandoned meanwhile: then it must not be made. */
  async begin(facts: Facts): Promise<void> {
    try {
      await this.trail.write(this.entry('change', facts));
    } catch (cause) {
      this.isEnded = true;
      throw notMade('the audit trail cannot be written', cause);
    }
    if (this.isEnded) throw notMade('the service is shutting down');
  }

  /** Resolves when there is nothing more to tell. What cannot be written down has happened all the same. */
  async end(facts: Facts): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    await this.tell('outcome', facts);
    if (this.left.length > 0) await this.tell('settled', { results: await Promise.all(this.left) });
  }

  /** Where nobody will be there to see the end. */
  async abandon(): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    await this.tell('outcome', { outcome: 'OUTCOME_UNKNOWN' });
  }

  private async tell(audit: Entry['audit'], facts: Facts): Promise<void> {
    const ec2RequestIds = [...this.ec2RequestIds];
    await this.trail.write(this.entry(audit, { ...facts, ec2RequestIds })).catch(() => {});
  }

  private entry(audit: Entry['audit'], facts: Facts): Entry {
    const { change, operation } = this.identity;
    return { audit, change, caller: this.caller, requestId: this.requestId, operation, ...facts };
  }
}

/** Why EC2 is not asked for a change. */
export function notMade(reason: string, cause?: unknown): ServiceError {
  const options = { cause, retryable: true, retryAfterSeconds: 1 };
  return new ServiceError('UNAVAILABLE', `the change was not made, as ${reason}`, options);
}

/** What an outcome is in the trail. */
export function factsOf(outcome: unknown): Facts {
  if (!(outcome instanceof Error)) return { outcome: 'ok' };
  if (!(outcome instanceof ServiceError)) return { outcome: 'INTERNAL_SERVER_ERROR' };
  const { code, ec2 } = outcome;
  return { outcome: code, ec2Code: ec2?.code, ec2RequestId: ec2?.requestId };
}
