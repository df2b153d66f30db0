import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { instanceNotFound, ServiceError } from '../errors.js';
import { ModifyArgs } from '../schema/arguments.js';
import { Instance } from '../schema/instance.js';
import { toAttributeChange } from './attribute-change.js';
import { isInstanceId } from './instance-ids.js';
import { Needs } from './needs.js';
import { selectsOnly } from './selection.js';

@Resolver()
export class ModifyResolver {
  @Needs('instances:modify')
  @Mutation(() => Instance, {
    nullable: true,
    description:
      'Modifies one attribute of an instance, many of them only while it is stopped. Attribute and value are texts, the way the REST API gives them. Selecting more than `id` of the answer costs a DescribeInstances.',
  })
  async modifyInstanceAttribute(
    @Args(() => ModifyArgs) { id, attribute, value }: ModifyArgs,
    @Ctx() { ec2, call, loaders }: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Pick<Instance, 'id'>> {
    const change = toAttributeChange(attribute, value);
    if (!isInstanceId(id)) throw instanceNotFound(id);
    await ec2.modifyInstanceAttribute(id, change, call);
    loaders.forget();
    if (selectsOnly(info, ['id'])) return { id };
    return loaders.instance.load(id).catch(saidAfterTheChange);
  }
}

/** Its own code would say that nothing was changed. */
function saidAfterTheChange(error: unknown): never {
  if (!(error instanceof ServiceError)) throw error;
  const message = `the attribute is modified, but the instance could not be read: ${error.message}`;
  throw new ServiceError('OUTCOME_UNKNOWN', message, { ...error, cause: error });
}
