/** A map of entries of at most so large a size together, which drops those that have not been asked for the longest. */
export class Recent<K, V> {
  private readonly entries = new Map<K, { readonly value: V; readonly size: number }>();
  private size = 0;

  constructor(private readonly most: number) {}

  get(key: K): V | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  set(key: K, value: V, size = 1): void {
    this.drop(key);
    this.entries.set(key, { value, size });
    this.size += size;
    for (const oldest of this.entries.keys()) {
      if (this.size <= this.most) return;
      this.drop(oldest);
    }
  }

  private drop(key: K): void {
    this.size -= this.entries.get(key)?.size ?? 0;
    this.entries.delete(key);
  }
}
