/** A queue that takes callers in turn, so that one with a thousand entries does not hold up another with a single one. */
export class FairQueue<T> {
  /** The entries of each caller, in the order of their turns. */
  private readonly lines = new Map<string, Set<T>>();

  get size(): number {
    let size = 0;
    for (const line of this.lines.values()) size += line.size;
    return size;
  }

  push(caller: string, entry: T): void {
    const line = this.lines.get(caller);
    if (line) line.add(entry);
    else this.lines.set(caller, new Set([entry]));
  }

  /** Puts entries back that were served too early, ahead of all others. */
  putBack(entries: readonly (readonly [caller: string, entry: T])[]): void {
    const lines = new Map<string, Set<T>>();
    for (const [caller, entry] of entries) lines.set(caller, (lines.get(caller) ?? new Set()).add(entry));
    for (const [caller, line] of this.lines) {
      const before = lines.get(caller) ?? new Set();
      lines.set(caller, new Set([...before, ...line]));
    }
    this.lines.clear();
    for (const [caller, line] of lines) this.lines.set(caller, line);
  }

  /** The first entry of each caller, in the order of their turns. */
  heads(): T[] {
    const heads: T[] = [];
    for (const line of this.lines.values()) {
      const { value, done } = line.values().next();
      if (!done) heads.push(value);
    }
    return heads;
  }

  /** The entry whose turn it is. */
  peek(): T | undefined {
    for (const line of this.lines.values()) for (const entry of line) return entry;
    return undefined;
  }

  /** Takes out an entry that is served: its caller's next turn comes after all others'. */
  serve(caller: string, entry: T): void {
    const line = this.lines.get(caller);
    this.remove(caller, entry);
    if (line === undefined || line.size === 0) return;
    this.lines.delete(caller);
    this.lines.set(caller, line);
  }

  /** Takes out an entry whose caller has given up; false where it is no longer there. */
  remove(caller: string, entry: T): boolean {
    const line = this.lines.get(caller);
    const was = line?.delete(entry) ?? false;
    if (line?.size === 0) this.lines.delete(caller);
    return was;
  }
}
