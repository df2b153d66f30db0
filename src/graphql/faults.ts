import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Context } from '../context.js';
import { maskedErrors } from './errors.js';

/** Takes down a fault of the service: callers see it masked, or not at all. */
export type ReportFault = (fault: unknown, requestId: string) => void;

/** Hands on what callers see masked. */
export function faultsPlugin(report: ReportFault): ApolloServerPlugin<Context> {
  const listener: GraphQLRequestListener<Context> = {
    async didEncounterErrors({ errors, contextValue }) {
      for (const fault of maskedErrors(errors)) report(fault, contextValue.requestId);
    },
  };
  return { requestDidStart: async () => listener };
}
