import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type * as attributes from '../ec2/attributes.js';
import { ShutdownBehavior } from './enums.js';
import { Instance } from './instance.js';
import { TagInput } from './tag.js';

@InputType({ description: 'What to launch.' })
export class LaunchInstancesInput {
  @Field(() => String, { description: 'The AMI, as in `ami-12c6146b`.' })
  readonly imageId!: string;

  @Field(() => String, { description: 'As in `t3.micro`.' })
  readonly instanceType!: string;

  @Field(() => Int, {
    defaultValue: 1,
    description: 'The fewest to launch: if EC2 has not room for so many, it launches none. 1 to 1,000.',
  })
  readonly minCount!: number;

  @Field(() => Int, { defaultValue: 1, description: 'The most to launch, at least the fewest. 1 to 1,000.' })
  readonly maxCount!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'An SSH key pair; left out: as the service is set up (`DEFAULT_KEY_NAME`); null or empty: none.',
  })
  readonly keyName?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Names of security groups; left out: as the service is set up (`DEFAULT_SECURITY_GROUPS`), unless `securityGroupIds` or `subnetId` is given.',
  })
  readonly securityGroups?: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'An Availability Zone; its region, of those that are served, is where the instances go. Left out: as the service is set up (`DEFAULT_PLACEMENT`), unless `subnetId` is given.',
  })
  readonly placement?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Plain text handed to the instance, at most 16 KiB as UTF-8; the service encodes it for EC2.',
  })
  readonly userData?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The same as base64, instead of `userData`, for what is not text; at most 16 KiB decoded.',
  })
  readonly userDataBase64?: string | null;

  @Field(() => String, { nullable: true, description: 'The name of a placement group.' })
  readonly placementGroup?: string | null;

  @Field(() => ShutdownBehavior, {
    nullable: true,
    defaultValue: ShutdownBehavior.TERMINATE,
    description: 'What becomes of an instance that is shut down from within.',
  })
  readonly instanceInitiatedShutdownBehavior?: attributes.ShutdownBehavior | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Dedicated throughput to EBS, where the type has it.',
  })
  readonly ebsOptimized!: boolean;

  @Field(() => [ID], { nullable: true, description: 'Ids of security groups.' })
  readonly securityGroupIds?: readonly string[] | null;

  @Field(() => ID, { nullable: true, description: 'A subnet; it decides the zone.' })
  readonly subnetId?: string | null;

  @Field(() => [TagInput], {
    nullable: true,
    description:
      'Tags that the instances have from their beginning; at most 50 with those by which the service tells who asked.',
  })
  readonly tags?: readonly TagInput[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      '1 to 255 printable characters. The same key with the same input answers with the same instances and never launches a second time.',
  })
  readonly idempotencyKey?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'EC2 checks permissions and parameters and launches nothing: the lists are empty.',
  })
  readonly dryRun!: boolean;
}

@ObjectType({ description: 'What was launched.', simpleResolvers: true })
export class LaunchInstancesPayload {
  @Field(() => String, { nullable: true, description: 'Names the launch; null after a dry run.' })
  readonly reservationId!: string | null;

  @Field(() => String, {
    description:
      'The key that makes this launch safe to repeat: the one given, or one that the service made.',
  })
  readonly idempotencyKey!: string;

  @Field(() => [ID], { description: 'The ids of the instances, in the order of their launch index.' })
  readonly instanceIds!: readonly string[];

  @Field(() => [Instance], { description: 'The instances as EC2 described them when it launched them.' })
  readonly instances!: readonly Instance[];
}
