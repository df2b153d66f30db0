import type { Scope } from '../../auth/caller.js';
import type { ReportedError } from '../failure.js';
import type { JsonSchema } from './json-schema.js';

/** What the document tells of a route beside its row: description, scope and examples. */
export interface Manual {
  /** The name of the call in clients that are made from the document. */
  readonly operation: string;
  /** Markdown. */
  readonly description: string;
  readonly scope: Scope;
  /** The GraphQL field that carries it out. */
  readonly field: string;
  /** The parameters of a true request. */
  readonly example: Readonly<Record<string, unknown>>;
  readonly answer: Answer;
  /** What its callers may hear beside what all routes say. */
  readonly refusals: readonly ReportedError[];
  /** Whether it goes on where EC2 refuses for the number of calls. */
  readonly waits?: true;
}

/** The 200 of a route. */
export interface Answer {
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example: unknown;
}
