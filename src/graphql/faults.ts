import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Context } from '../context.js';
import { maskedErrors } from './errors.js';
import type { ReportFault } from './execute.js';

/** Hands on what callers see masked. */
export function faultsPlugin(report: ReportFault): ApolloServerPlugin<Context> {
  const listener: GraphQLRequestListener<Context> = {
    async didEncounterErrors({ errors, contextValue }) {
      for (const fault of maskedErrors(errors)) report(fault, contextValue.requestId);
    },
  };
  return { requestDidStart: async () => listener };
}
