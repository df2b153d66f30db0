import type { ReportedError } from './failure.js';
import type { Arguments, Parameters } from './parameters.js';

/** What was asked of a route: what stands in its path, and its parameters by their GraphQL names. */
export interface Asked {
  readonly path: Readonly<Record<string, string>>;
  readonly arguments: Arguments;
}

export type Data = Readonly<Record<string, unknown>>;

/** One call of the REST API: a GraphQL document, from what was asked to its variables, from its data to the body. */
export interface Route {
  readonly method: 'get' | 'put';
  /** After `/v1`. */
  readonly path: string;
  readonly summary: string;
  readonly parameters: Parameters;
  document(asked: Asked): string;
  variables(asked: Asked): Record<string, unknown>;
  body(data: Data, asked: Asked): unknown;
  /** The error that the data itself reports, for documents that give results by id. */
  failed?(data: Data): ReportedError | undefined;
  /** The documented words before what EC2 said. */
  readonly refusal: string;
  /** Whether its answers carry the key that makes it safe to repeat. */
  readonly keyed?: true;
}

/** The header that makes a launch safe to repeat, and the argument that it becomes. */
export const KEY = { header: 'Idempotency-Key', argument: 'idempotencyKey' } as const;
