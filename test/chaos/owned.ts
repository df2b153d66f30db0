/** Where an instance is or is bound for. */
export type Condition = 'running' | 'stopped' | 'terminated';

const CONDITIONS: Readonly<Record<string, Condition>> = {
  pending: 'running',
  running: 'running',
  stopping: 'stopped',
  stopped: 'stopped',
  'shutting-down': 'terminated',
  terminated: 'terminated',
};

/** What may be of something, by the answers that were heard of it. */
export class Belief<T extends string> {
  private possible: Set<T>;

  constructor(known: T) {
    this.possible = new Set([known]);
  }

  /** An answer to a change is heard: it is done, may be done or is not. */
  heard(status: number, change: T): void {
    if (status === 200) this.possible = new Set([change]);
    else if (status === 504) this.possible.add(change);
  }

  /** It is seen: what contradicts all that was heard is told. */
  seen(what: T): string | undefined {
    const { possible } = this;
    this.possible = new Set([what]);
    return possible.has(what) ? undefined : `${what} instead of ${[...possible].join(' or ')}`;
  }

  is(what: T): boolean {
    return this.possible.has(what);
  }
}

/** An instance as the caller knows it who alone changes it. */
export class Owned {
  readonly condition = new Belief<Condition>('running');
  readonly behavior = new Belief<'stop' | 'terminate'>('terminate');
  readonly reboots = { least: 0, most: 0 };
  /** What is under way when nobody waits for it any longer may take effect until then. */
  restlessUntil = 0;

  constructor(readonly id: string) {}

  heardOfReboot(status: number): void {
    if (status === 200) this.reboots.least += 1;
    if (status === 200 || status === 504) this.reboots.most += 1;
  }

  seenIn(state: string): string | undefined {
    return this.condition.seen(CONDITIONS[state] ?? 'terminated');
  }
}
