import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Context } from '../context.js';
import type { RunCompiled } from './compiled.js';
import { rememberedCost } from './complexity.js';
import { costLimitPlugin } from './cost-limit.js';
import { documentLimits } from './document-limits.js';
import { ec2ExtensionPlugin } from './ec2-extension.js';
import { formatError } from './errors.js';
import { faultsPlugin, type ReportFault } from './faults.js';
import { type AnswerFrequent, frequentQueries } from './frequent.js';
import { LIMITS } from './limits.js';
import { type CarryOut, carryingOut } from './operations.js';
import { jsonStatusPlugin } from './status.js';
import { unconditionalRoots } from './subscription-roots.js';
import { Subscriptions } from './subscriptions.js';

/** Of parsed documents, as JSON; in memory they take five times as much. Apollo's own choice is 30 MiB. */
const DOCUMENTS_BYTES = 4 * 2 ** 20;

export interface GraphQLService {
  readonly server: ApolloServer<Context>;
  readonly answerFrequent: AnswerFrequent;
  readonly carryOut: CarryOut;
}

/** GraphQL over HTTP. Introspection is on in production too: the service is an internal one. */
export function createGraphQLServer(
  schema: GraphQLSchema,
  runCompiled: RunCompiled,
  report: ReportFault,
): GraphQLService {
  const costOf = rememberedCost(schema);
  const frequent = frequentQueries(runCompiled, costOf);
  const subscriptions = new Subscriptions(schema, report);
  const server = new ApolloServer<Context>({
    schema,
    formatError,
    introspection: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    // The process drains by itself; see http/drain.ts.
    stopOnTerminationSignals: false,
    documentStore: new InMemoryLRUCache<DocumentNode>({ maxSize: DOCUMENTS_BYTES }),
    parseOptions: { maxTokens: LIMITS.tokens, maxSourceLength: LIMITS.characters },
    validationRules: [documentLimits, unconditionalRoots],
    validationOptions: { maxErrors: LIMITS.errors },
    executionOptions: { maxCoercionErrors: LIMITS.errors },
    plugins: [
      // See http/explorer.ts.
      ApolloServerPluginLandingPageDisabled(),
      // It would wrap every field for hints that nothing here gives.
      ApolloServerPluginCacheControlDisabled(),
      // What is done here for every answer, frequent.ts does for those that it gives.
      costLimitPlugin(costOf),
      subscriptions.plugin,
      frequent.plugin,
      ec2ExtensionPlugin,
      faultsPlugin(report),
      jsonStatusPlugin,
    ],
  });
  return {
    server,
    answerFrequent: frequent.answer,
    carryOut: carryingOut(server, subscriptions),
  };
}
