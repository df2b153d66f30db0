import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { InstanceActionResultResolver } from '../resolvers/instance-action.js';
import { InstanceFieldsResolver } from '../resolvers/instance-fields.js';
import { InstancesResolver } from '../resolvers/instances.js';
import { LaunchResolver } from '../resolvers/launch.js';
import { LifecycleResolver } from '../resolvers/lifecycle.js';
import { ModifyResolver } from '../resolvers/modify.js';
import { WatchingResolver } from '../resolvers/watching.js';
import { authorizeRoots } from './authorize.js';
import { dateTime } from './date-time.js';

/** type-graphql asks for one, of which a subscription that gives its own events has no use. */
const NO_PUB_SUB: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('every subscription gives its own events');
  },
};

/** The schema of both doors. The resolvers check what GraphQL's types cannot, so no validator runs before them. */
export function createSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      InstancesResolver,
      InstanceFieldsResolver,
      LaunchResolver,
      LifecycleResolver,
      ModifyResolver,
      WatchingResolver,
      InstanceActionResultResolver,
    ],
    scalarsMap: [{ type: Date, scalar: dateTime }],
    validate: false,
    pubSub: NO_PUB_SUB,
    // The tests check the schema; here it would take a tenth of the time that the start takes.
    skipCheck: true,
  });
  authorizeRoots(schema);
  return schema;
}
