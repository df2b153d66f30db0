import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { instanceNotFound } from '../errors.js';
import { Instance } from '../schema/instance.js';
import { InstanceConnection } from '../schema/instance-connection.js';
import { InstanceFilter } from '../schema/instance-filter.js';
import { isInstanceId } from './instance-ids.js';
import { listing } from './instance-listing.js';

@Resolver()
export class InstancesResolver {
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

  @Query(() => InstanceConnection, {
    description: 'The instances that match a filter, page by page.',
    complexity: ({ args, childComplexity }) => 10 + args.first * childComplexity,
  })
  instances(
    @Arg('first', () => Int, { defaultValue: 50, description: 'The most instances to answer, 1 to 1,000.' })
    first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor: only instances after it.' })
    after: string | null | undefined,
    @Arg('filter', () => InstanceFilter, { nullable: true, description: 'Which instances; left out: all.' })
    filter: InstanceFilter | null | undefined,
    @Ctx() context: Context,
  ): Promise<InstanceConnection> {
    return listing(first, after ?? undefined, filter ?? {}, context);
  }
}
