import { Durations } from './durations.js';

/** However fast calls are: else none would ever count as under way. */
const LEAST_USUAL_MS = 50;

/** Waiting for its tokens since then, or for EC2's answer. */
interface Doing {
  readonly what: 'waiting' | 'asking';
  readonly since: number;
}

/** The turns that a lane has taken, and how long EC2 takes with them. One that neither waits nor asks holds up nobody. */
export class Turns {
  private readonly doing = new Map<symbol, Doing>();
  private readonly durations = new Durations();

  constructor(private readonly now: () => number) {}

  /** It waits for its tokens, as of now, which it gives. */
  wait(turn: symbol): number {
    const since = this.now();
    this.doing.set(turn, { what: 'waiting', since });
    return since;
  }

  ask(turn: symbol): void {
    this.doing.set(turn, { what: 'asking', since: this.now() });
  }

  answered(turn: symbol): void {
    const doing = this.doing.get(turn);
    if (doing?.what === 'asking') this.durations.add(this.now() - doing.since);
    this.end(turn);
  }

  end(turn: symbol): void {
    this.doing.delete(turn);
  }

  /** How many there are that others have to wait for. */
  underWay(): number {
    const sinceWhen = this.now() - this.usualMs();
    return [...this.doing.values()].filter(({ what, since }) => what === 'waiting' || since > sinceWhen)
      .length;
  }

  /** Since when one waits for its tokens, whom others may still join; undefined where none does. */
  waitingSince(): number | undefined {
    return [...this.doing.values()].find(({ what }) => what === 'waiting')?.since;
  }

  /** A call that takes longer holds up nobody any more. */
  usualMs(): number {
    return Math.max(2 * this.durations.p99(), LEAST_USUAL_MS);
  }
}
