import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.js';
import type * as attributes from '../ec2/attributes.js';
import { ShutdownBehavior } from '../schema/enums.js';
import { Instance } from '../schema/instance.js';
import { InstanceStatus } from '../schema/instance-status.js';
import { InstanceTypeInfo } from '../schema/instance-type-info.js';
import { decodeUserData } from './user-data.js';

/** What an operation may cost, for each instance that a field may be asked of; see graphql/limits.ts. */
const A_CALL_EACH = 10;
const A_CALL_FOR_A_HUNDRED = 0.1;

/** The fields that cost EC2 calls of their own. */
@Resolver(() => Instance)
export class InstanceFieldsResolver {
  @FieldResolver(() => InstanceStatus, {
    nullable: true,
    description: 'The results of status checks. Costs a DescribeInstanceStatus for every 100 instances.',
    complexity: A_CALL_FOR_A_HUNDRED,
  })
  status(@Root() { id }: Instance, @Ctx() { loaders }: Context): Promise<InstanceStatus> {
    return loaders.status.load(id);
  }

  @FieldResolver(() => InstanceTypeInfo, {
    nullable: true,
    description:
      'What its type offers. Costs a DescribeInstanceTypes for types not yet known to the service.',
    complexity: A_CALL_FOR_A_HUNDRED,
  })
  typeInfo(@Root() instance: Instance, @Ctx() { loaders }: Context): Promise<InstanceTypeInfo> {
    return loaders.typeInfo(instance);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The user data, decoded; null where there is none or it is not UTF-8 text. Costs a DescribeInstanceAttribute.',
    complexity: A_CALL_EACH,
  })
  async userData(@Root() { id }: Instance, @Ctx() { loaders }: Context): Promise<string | null> {
    const base64 = await loaders.attribute(id, 'userData');
    return base64 === null ? null : decodeUserData(base64);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The user data as EC2 keeps it, in base64. Costs a DescribeInstanceAttribute, one with `userData`.',
    complexity: A_CALL_EACH,
  })
  userDataBase64(@Root() { id }: Instance, @Ctx() { loaders }: Context): Promise<string | null> {
    return loaders.attribute(id, 'userData');
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether it is protected from termination. Costs a DescribeInstanceAttribute.',
    complexity: A_CALL_EACH,
  })
  disableApiTermination(@Root() { id }: Instance, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.attribute(id, 'disableApiTermination');
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether it is protected from being stopped. Costs a DescribeInstanceAttribute.',
    complexity: A_CALL_EACH,
  })
  disableApiStop(@Root() { id }: Instance, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.attribute(id, 'disableApiStop');
  }

  @FieldResolver(() => ShutdownBehavior, {
    nullable: true,
    description: 'What becomes of it when it is shut down from within. Costs a DescribeInstanceAttribute.',
    complexity: A_CALL_EACH,
  })
  instanceInitiatedShutdownBehavior(
    @Root() { id }: Instance,
    @Ctx() { loaders }: Context,
  ): Promise<attributes.ShutdownBehavior> {
    return loaders.attribute(id, 'instanceInitiatedShutdownBehavior');
  }
}
