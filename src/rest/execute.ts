import type { RequestFacts } from '../context.js';

/** An error of GraphQL, as its formatter leaves it. */
export interface ExecutionError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export interface Execution {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly ExecutionError[] | undefined;
  readonly extensions: { readonly ec2: { readonly calls: Readonly<Record<string, number>> } };
}

/** Carries out a GraphQL document in process: all that this folder knows of what is behind it. */
export type Execute = (
  document: string,
  variables: Record<string, unknown>,
  request: RequestFacts,
) => Promise<Execution>;
