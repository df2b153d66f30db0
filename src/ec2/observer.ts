import type { ServiceError } from '../errors.js';

/** Is told how the service drives EC2, by actions such as `StartInstances`: for metrics and the log. */
export interface Observer {
  /** An attempt at a call has ended: with success, or by what it failed. */
  called(action: string, failure?: ServiceError): void;
  /** A call has waited so many milliseconds for its tokens; 0 for those that had not to wait. */
  waited(action: string, ms: number): void;
  /** So many ids or names go together in a call. */
  batched(action: string, size: number): void;
  /** A refused batch is taken apart. */
  split(action: string): void;
}
