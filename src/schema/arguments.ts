import { ArgsType, Field, ID, Int } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';
import { InstanceState } from './enums.js';
import { InstanceFilter } from './instance-filter.js';

@ArgsType()
export class ActionArgs {
  @Field(() => [ID], { description: '1 to 1,000 instance ids; EC2 is asked once for an id given twice.' })
  readonly ids!: readonly string[];
}

@ArgsType()
export class ForcibleActionArgs extends ActionArgs {
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Does not wait for the operating system, which then cannot flush caches and write metadata.',
  })
  readonly force!: boolean;
}

@ArgsType()
export class ModifyArgs {
  @Field(() => ID, { description: 'The instance.' })
  readonly id!: string;

  @Field(() => String, {
    description:
      'One of instanceType, kernel, ramdisk, sriovNetSupport, instanceInitiatedShutdownBehavior, ebsOptimized, enaSupport, sourceDestCheck, disableApiTermination, disableApiStop, enclaveOptions, userData, groupSet, blockDeviceMapping; spelled so or as in `instance_type`.',
  })
  readonly attribute!: string;

  @Field(() => String, {
    description:
      'A text; `true` or `false`; ids of security groups separated by commas (groupSet); devices and whether to delete them on termination, as in `/dev/sda1=true` (blockDeviceMapping).',
  })
  readonly value!: string;
}

@ArgsType()
export class InstancesArgs {
  @Field(() => Int, { defaultValue: 50, description: 'The most instances to answer, 1 to 1,000.' })
  readonly first!: number;

  @Field(() => String, { nullable: true, description: 'A cursor: only instances after it.' })
  readonly after?: string | null;

  @Field(() => InstanceFilter, { nullable: true, description: 'Which instances; left out: all.' })
  readonly filter?: InstanceFilter | null;
}

@ArgsType()
export class WaitArgs {
  @Field(() => ID, { description: 'The instance.' })
  readonly id!: string;

  @Field(() => InstanceState, { description: 'The state that is waited for.' })
  readonly state!: ec2.InstanceState;

  @Field(() => Int, { defaultValue: 60, description: 'How long to wait, in seconds, 1 to 300.' })
  readonly timeoutSeconds!: number;
}

@ArgsType()
export class ChangesArgs {
  @Field(() => [ID], { description: '1 to 1,000 instance ids.' })
  readonly ids!: readonly string[];
}
