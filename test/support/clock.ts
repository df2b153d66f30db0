/** Time that only the test moves: what is delayed goes on when its time has come. */
export class ManualClock {
  private time = Date.parse('2026-11-23T07:31:05Z');
  private timers: { at: number; go: () => void }[] = [];

  readonly now = (): number => this.time;

  /** Pauses are as long as they may be. */
  readonly random = (): number => 1;

  readonly delay = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      this.timers.push({ at: this.time + ms, go: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });

  /** A test's requests have all come in when they are made. */
  readonly arrived = async (): Promise<void> => {};

  /** Lets the time pass, and all that it sets going run as far as it gets. */
  async advance(ms: number): Promise<void> {
    await settled();
    const end = this.time + ms;
    for (let next = this.due(end); next !== undefined; next = this.due(end)) {
      this.time = Math.max(this.time, next.at);
      next.go();
      await settled();
    }
    this.time = end;
  }

  private due(end: number) {
    this.timers.sort((a, b) => a.at - b.at);
    return this.timers[0] && this.timers[0].at <= end ? this.timers.shift() : undefined;
  }
}

/** Once all promises that can settle have settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
