import { type Bucket, TokenBucket } from './budget.js';
import type { Clock } from './clock.js';
import { FairQueue } from './fair-queue.js';

interface Waiting {
  readonly caller: string;
  readonly instances: number;
  readonly admit: () => void;
  /** How many tokens of instances have gone to others ahead of it. */
  passedBy: number;
}

/** What a timer can hold; a later time is looked at again then. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The two buckets of one action, and those who wait for their tokens. A bucket that is not there bounds nothing. */
export class Gate {
  private readonly waiting = new FairQueue<Waiting>();
  private readonly requests: TokenBucket | undefined;
  private readonly instances: TokenBucket | undefined;
  private serving = false;
  private sleep: AbortController | undefined;
  /** When EC2 last refused a call for their number; undefined once it has answered another. */
  private refusedAt: number | undefined;
  /** As many instances as a call may be about, as far as EC2 has shown. */
  private ceiling = Number.POSITIVE_INFINITY;

  constructor(
    requests: Bucket | undefined,
    instances: Bucket | undefined,
    private readonly clock: Clock,
  ) {
    this.requests = requests && new TokenBucket(requests, clock.now());
    this.instances = instances && new TokenBucket(instances, clock.now());
  }

  admitAtOnce(instances: number): boolean {
    const isFree = this.waiting.size === 0 && this.msUntil(instances) === 0;
    if (isFree) this.take(1, instances);
    return isFree;
  }

  /** Rejects when the signal aborts first. */
  admit(instances: number, caller: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.waiting.remove(caller, entry);
        this.wake();
        reject(signal.reason);
      };
      const admit = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const entry: Waiting = { caller, instances, admit, passedBy: 0 };
      this.waiting.push(caller, entry);
      signal.addEventListener('abort', giveUp, { once: true });
      void this.serve();
    });
  }

  takeInstances(wanted: number): number {
    if (this.instances === undefined) return wanted;
    // The first of a call is taken already.
    const most = Math.min(wanted, this.ceiling - 1, this.instances.available(this.clock.now()));
    const taken = Math.max(0, most);
    this.instances.take(taken, this.clock.now());
    return taken;
  }

  giveBack(requests: number, instances: number): void {
    this.take(-requests, -instances);
    this.wake();
  }

  answered(instances: number): void {
    const now = this.clock.now();
    this.refusedAt = undefined;
    if (instances >= this.ceiling) this.ceiling = 2 * instances;
    this.requests?.taken(1, now);
    this.instances?.taken(instances, now);
  }

  /**
   * A first refusal is taken for one of the number of calls, and that bucket for empty. A call that has waited for a token
   * since and is refused again may have been refused for its instances: somebody else has taken theirs, and nobody knows how
   * many. Then calls are about half as many at most, which comes down to what there is within a few calls; and as each one
   * that EC2 takes doubles that, it does no harm where the refusal was for something else.
   */
  refused(instances: number, sentAt: number): void {
    const now = this.clock.now();
    const isAgain = this.refusedAt !== undefined && sentAt > this.refusedAt;
    if (isAgain && instances > 0) this.ceiling = Math.max(1, Math.floor(instances / 2));
    this.refusedAt = now;
    this.requests?.empty(now);
  }

  msUntil(instances: number): number {
    const now = this.clock.now();
    return Math.max(this.requests?.msUntil(1, now) ?? 0, this.instances?.msUntil(instances, now) ?? 0);
  }

  /** Admits those who wait, as the tokens come. What is wanted is looked at anew whenever somebody comes or gives up. */
  private async serve(): Promise<void> {
    this.wake();
    if (this.serving) return;
    this.serving = true;
    while (this.waiting.size > 0) {
      const heads = this.candidates();
      const next = heads.find(({ instances }) => this.msUntil(instances) === 0);
      if (next === undefined) {
        await this.pause(Math.min(...heads.map(({ instances }) => this.msUntil(instances))));
        continue;
      }
      for (const passed of heads.slice(0, heads.indexOf(next))) passed.passedBy += next.instances;
      this.take(1, next.instances);
      this.waiting.serve(next.caller, next);
      next.admit();
    }
    this.serving = false;
  }

  /**
   * Whose turn it is, and who may go ahead of them. Who wants more than there is does not hold up others who want less,
   * until as many tokens have gone to them as it wants itself: from then on they are kept for it.
   */
  private candidates(): readonly Waiting[] {
    const heads = this.waiting.heads();
    const kept = heads.findIndex(({ instances, passedBy }) => instances > 1 && passedBy >= instances);
    return kept < 0 ? heads : heads.slice(0, kept + 1);
  }

  private async pause(ms: number): Promise<void> {
    this.sleep = new AbortController();
    await this.clock.delay(Math.min(ms, LONGEST_DELAY_MS), this.sleep.signal).catch(() => {});
  }

  private wake(): void {
    this.sleep?.abort();
  }

  private take(requests: number, instances: number): void {
    const now = this.clock.now();
    this.requests?.take(requests, now);
    this.instances?.take(instances, now);
  }
}
