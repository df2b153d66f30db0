import type { Clock } from './clock.js';

/** Moments that all who wait for one share, an interval apart for as long as anyone does. */
export class Ticks {
  private coming: Promise<void> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly intervalMs: number,
  ) {}

  /** The one that comes next, for anybody who asks before it. */
  next(): Promise<void> {
    this.coming ??= this.wait();
    return this.coming;
  }

  private async wait(): Promise<void> {
    await this.clock.delay(this.intervalMs);
    this.coming = undefined;
  }
}
