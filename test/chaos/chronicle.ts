/** What all callers have asked for and heard. */
export class Chronicle {
  /** What must never be, in words. */
  readonly wrong: string[] = [];
  /** The instances of each launch, by its key. */
  readonly launches = new Map<string, readonly string[]>();
  private readonly counts = new Map<string, number>();

  heard(what: string, status: number): void {
    const name = `${what} ${status}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (![200, 408, 503, 504].includes(status)) this.wrong.push(`${what} was answered with ${status}`);
  }

  launched(key: string, ids: readonly string[], count: number): void {
    const before = this.launches.get(key);
    if (ids.length !== count) this.wrong.push(`${key} launched ${ids.length} instead of ${count}`);
    if (before && before.join() !== ids.join()) this.wrong.push(`${key} was ${before}, and then ${ids}`);
    this.launches.set(key, ids);
  }

  count(status: number): number {
    const of = [...this.counts].filter(([name]) => name.endsWith(` ${status}`));
    return of.reduce((sum, [, count]) => sum + count, 0);
  }

  toString(): string {
    return [...this.counts]
      .map(([name, count]) => `${name}: ${count}`)
      .sort()
      .join('\n');
  }
}
