import { Field, ID, Int, ObjectType } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';
import { InstanceState } from './enums.js';

@ObjectType({ description: 'Why an action on one instance failed.', simpleResolvers: true })
export class InstanceActionError {
  @Field(() => String, {
    description: 'One of the codes of `errors[].extensions.code`, as in `INVALID_STATE`.',
  })
  readonly code!: string;

  @Field(() => String, { description: 'The reason in words, EC2’s own where EC2 refused.' })
  readonly message!: string;

  @Field(() => String, { nullable: true, description: 'EC2’s error code, as in `IncorrectInstanceState`.' })
  readonly ec2Code!: string | null;

  @Field(() => String, { nullable: true, description: 'The id of EC2’s answer, for AWS support.' })
  readonly ec2RequestId!: string | null;

  @Field(() => Boolean, { description: 'Whether the same request may succeed later.' })
  readonly retryable!: boolean;

  @Field(() => Int, { nullable: true, description: 'How long to wait before that, in seconds.' })
  readonly retryAfterSeconds!: number | null;
}

@ObjectType({ description: 'What an action did to one instance.', simpleResolvers: true })
export class InstanceActionResult {
  @Field(() => ID, { description: 'The id as it was asked for.' })
  readonly id!: string;

  @Field(() => InstanceState, {
    nullable: true,
    description:
      'The state before; null where the action failed, and for a reboot, of which EC2 tells no state.',
  })
  readonly previousState!: ec2.InstanceState | null;

  @Field(() => InstanceState, { nullable: true, description: 'The state after, null in the same cases.' })
  readonly currentState!: ec2.InstanceState | null;

  @Field(() => InstanceActionError, { nullable: true, description: 'Null where it succeeded.' })
  readonly error!: InstanceActionError | null;
}

@ObjectType({
  description: 'One result for every id asked for, in that order. One id that fails never fails the others.',
  simpleResolvers: true,
})
export class InstanceActionPayload {
  @Field(() => [InstanceActionResult], { description: 'The results.' })
  readonly results!: readonly InstanceActionResult[];
}
