import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../context.js';
import type { RunCompiled } from './compiled.js';
import { compiledPlugin } from './compiled-plugin.js';
import { rememberedComplexity } from './complexity.js';
import { ec2ExtensionPlugin } from './ec2-extension.js';
import { formatError } from './errors.js';
import type { ReportFault } from './execute.js';
import { faultsPlugin } from './faults.js';
import { FIRST_DOCUMENT } from './first-document.js';
import { complexityLimitPlugin, LIMITS, mutationFieldLimit } from './limits.js';
import { jsonStatusPlugin } from './status.js';

/** GraphQL over HTTP. Introspection and Sandbox are on in production too: the service is an internal one. */
export function createGraphQLServer(
  schema: GraphQLSchema,
  runCompiled: RunCompiled,
  report: ReportFault,
): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    formatError,
    introspection: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    // The process drains by itself; see http/drain.ts.
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: [mutationFieldLimit],
    plugins: [
      ApolloServerPluginLandingPageLocalDefault({ document: FIRST_DOCUMENT, embed: { runTelemetry: false } }),
      // It would wrap every field for hints that nothing here gives.
      ApolloServerPluginCacheControlDisabled(),
      complexityLimitPlugin(rememberedComplexity(schema)),
      compiledPlugin(runCompiled),
      ec2ExtensionPlugin,
      faultsPlugin(report),
      jsonStatusPlugin,
    ],
  });
}
