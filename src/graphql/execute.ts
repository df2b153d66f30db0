import {
  type DocumentNode,
  execute,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import type { Context } from '../context.js';
import type { RunCompiled } from './compiled.js';
import { ec2Extension } from './ec2-extension.js';
import { formatError, maskedErrors } from './errors.js';
import type { ReportFault } from './faults.js';
import { Recent } from './recent.js';

export interface Executed {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
  readonly extensions: { readonly ec2: { readonly calls: Readonly<Record<string, number>> } };
}

/** The documents are the service's own: one of each selection of attributes that callers name. */
const MOST_PREPARED = 500;

/** Carries out one of the service's own documents in process, with the resolvers and the errors of the GraphQL API. */
export function createExecute(schema: GraphQLSchema, runCompiled: RunCompiled, report: ReportFault) {
  const prepared = new Recent<string, DocumentNode>(MOST_PREPARED);

  const prepare = (source: string) => {
    const known = prepared.get(source);
    if (known) return known;
    const document = parse(source);
    const [error] = validate(schema, document);
    if (error) throw error;
    prepared.set(source, document);
    return document;
  };

  return async (source: string, variables: Record<string, unknown>, context: Context): Promise<Executed> => {
    const document = prepare(source);
    const { data, errors } =
      (await runCompiled(document, variables, context)) ??
      (await execute({ schema, document, variableValues: variables, contextValue: context }));
    for (const fault of maskedErrors(errors ?? [])) report(fault, context.requestId);
    return {
      data,
      errors: errors?.map((error) => formatError(error.toJSON(), error)),
      extensions: { ec2: ec2Extension(context) },
    };
  };
}
