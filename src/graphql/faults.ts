import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context.js';
import { maskedErrors } from './errors.js';
import type { ReportFault } from './execute.js';

/** Hands on what callers see masked. */
export function faultsPlugin(report: ReportFault): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue }) {
          for (const fault of maskedErrors(errors)) report(fault, contextValue.requestId);
        },
      };
    },
  };
}
