/** How many calls are remembered, and how many there must be before they say anything. */
const MOST = 100;
const FEWEST = 20;
const FIRST_GUESS_MS = 1000;

/** How long the recent calls of an action took. */
export class Durations {
  private readonly recent: number[] = [];
  private known: number | undefined;

  add(ms: number): void {
    this.recent.push(ms);
    this.known = undefined;
    if (this.recent.length > MOST) this.recent.shift();
  }

  /** Longer than all but one in a hundred took, in milliseconds; of fewer than a hundred, as long as the longest. */
  p99(): number {
    this.known ??= this.calculate();
    return this.known;
  }

  private calculate(): number {
    if (this.recent.length < FEWEST) return FIRST_GUESS_MS;
    const sorted = [...this.recent].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? FIRST_GUESS_MS;
  }
}
