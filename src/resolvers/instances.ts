import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { instanceNotFound } from '../errors.js';
import { InstancesArgs } from '../schema/arguments.js';
import { Instance } from '../schema/instance.js';
import { InstanceConnection } from '../schema/instance-connection.js';
import { isInstanceId } from './instance-ids.js';
import { listing } from './instance-listing.js';
import { Needs } from './needs.js';

@Resolver()
export class InstancesResolver {
  @Needs('instances:read')
  @Query(() => Instance, {
    nullable: true,
    description:
      'An instance by its id; null and an error with the code INSTANCE_NOT_FOUND where EC2 knows none. Several in one request cost one DescribeInstances.',
  })
  instance(
    @Arg('id', () => ID, { description: 'As in `i-0123456789abcdef0`.' }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<Instance> {
    if (!isInstanceId(id)) throw instanceNotFound(id);
    return loaders.instance.load(id);
  }

  @Needs('instances:read')
  @Query(() => InstanceConnection, {
    description: 'The instances that match a filter, page by page.',
    complexity: ({ args, childComplexity }) => 10 + Math.max(0, args.first) * childComplexity,
  })
  instances(
    @Args(() => InstancesArgs) args: InstancesArgs,
    @Ctx() context: Context,
  ): Promise<InstanceConnection> {
    const { first, after, filter } = args;
    return context.loaders.once(args, () => listing(first, after ?? undefined, filter ?? {}, context));
  }
}
