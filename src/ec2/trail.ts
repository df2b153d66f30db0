/** Takes down who changes what, so that it can be told later. */
export interface Trail {
  /** Rejects where the entry cannot be written. */
  write(entry: Entry): Promise<void>;
}

export interface Entry {
  /** A change that is about to be asked of EC2; what became of it; what became of it after all; what was refused. */
  readonly audit: 'change' | 'outcome' | 'settled' | 'refused';
  readonly caller: string;
  readonly requestId: string;
  /** As in `startInstances`. */
  readonly operation: string;
  readonly [fact: string]: unknown;
}
