/** A queue that takes callers in turn, so that one with a thousand entries does not hold up another with a single one. */
export class FairQueue<T> {
  /** The entries of each caller; a caller that was served goes to the end. */
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

  /** The entry whose turn it is. */
  peek(): T | undefined {
    for (const line of this.lines.values()) for (const entry of line) return entry;
    return undefined;
  }

  /** Takes out the entry whose turn it is. */
  shift(): T | undefined {
    for (const [caller, line] of this.lines) {
      for (const entry of line) {
        this.lines.delete(caller);
        line.delete(entry);
        if (line.size > 0) this.lines.set(caller, line);
        return entry;
      }
    }
    return undefined;
  }

  /** Takes out an entry whose caller has given up; false where it is no longer there. */
  remove(caller: string, entry: T): boolean {
    const line = this.lines.get(caller);
    const was = line?.delete(entry) ?? false;
    if (line?.size === 0) this.lines.delete(caller);
    return was;
  }
}
