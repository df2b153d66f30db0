/** Time, injected so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, or rejects as soon as the signal aborts. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}
