export interface Arrivals {
  /** Resolves once the event loop has gone round: requests that have come in meanwhile have been read. */
  arrived(): Promise<void>;
}

/** So that nobody waits without end where more and more come in. */
const MOST_TURNS = 5;

/** Lets those come along whose requests have come in already: as long as each turn of the event loop brings some more. */
export async function allArrived(waiting: () => number, most: number, arrivals: Arrivals): Promise<void> {
  let before = 0;
  for (let turn = 0; turn < MOST_TURNS && waiting() > before && waiting() < most; turn++) {
    before = waiting();
    await arrivals.arrived();
  }
}
