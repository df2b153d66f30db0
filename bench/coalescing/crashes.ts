import type { Side } from '../support/side.js';

/** So many requests more are settled before the next crash, which spreads the crashes over the run. */
const BETWEEN = 150;

/** Crashes of a server while it is asked, each followed by a start. */
export class Crashes {
  private settled = 0;
  private restarted = 0;
  /** How many are to be settled before the next; infinite while the server is down. */
  private next = BETWEEN;
  private last = Promise.resolve();

  constructor(
    private readonly side: Side,
    private readonly times: number,
  ) {}

  readonly onSettled = (): void => {
    this.settled += 1;
    if (this.settled < this.next || this.restarted === this.times) return;
    this.next = Number.POSITIVE_INFINITY;
    this.last = this.restart();
  };

  /** How many there were. */
  async ended(): Promise<number> {
    await this.last;
    return this.restarted;
  }

  private async restart(): Promise<void> {
    await this.side.restart();
    this.restarted += 1;
    this.next = this.settled + BETWEEN;
  }
}
