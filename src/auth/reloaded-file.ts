import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';

/** How often, at most, it is looked whether the file has changed. */
const LOOK_MS = 1000;

export interface ReloadedFileOptions {
  now(): number;
  /** Is told once why a change cannot be used; what the file said before goes on to hold. */
  onFault(fault: Error): void;
}

/**
 * A JSON file whose contents are kept, and read anew when it has changed: within a second, when they are next asked for.
 * It is looked for by its path each time, as Kubernetes changes a mounted secret by a link of another target.
 */
export class ReloadedFile<S, T> {
  private contents: Promise<T> | undefined;
  private version = '';
  /** Why the change cannot be used that is there now. */
  private told = '';
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly path: string,
    private readonly schema: z.ZodType<S>,
    private readonly toContents: (stored: S) => T,
    private readonly options: ReloadedFileOptions,
  ) {}

  /** Rejects where the file cannot be used and never could. */
  current(): Promise<T> {
    const now = this.options.now();
    // A clock may also be set back.
    if (this.contents === undefined || Math.abs(now - this.lookedAt) >= LOOK_MS) {
      this.lookedAt = now;
      this.contents = this.look(this.contents);
    }
    return this.contents;
  }

  private async look(before: Promise<T> | undefined): Promise<T> {
    // What failed before has been told.
    const known = await before?.catch(() => undefined);
    try {
      const { mtimeMs, size, ino } = await stat(this.path);
      const version = `${mtimeMs} ${size} ${ino}`;
      const isTheSame = known !== undefined && version === this.version;
      const contents = isTheSame ? known : this.toContents(await this.read());
      this.version = version;
      this.told = '';
      return contents;
    } catch (error) {
      const fault = new Error(`${this.path}: ${error instanceof Error ? error.message : error}`);
      if (known === undefined) throw fault;
      if (fault.message !== this.told) this.options.onFault(fault);
      this.told = fault.message;
      return known;
    }
  }

  private async read(): Promise<S> {
    const { data, error } = this.schema.safeParse(JSON.parse(await readFile(this.path, 'utf8')));
    if (error) throw new Error(z.prettifyError(error));
    return data;
  }
}
