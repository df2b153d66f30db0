import { Field, ID, ObjectType } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';
import { InstanceState } from './enums.js';
import { Instance } from './instance.js';

@ObjectType({ description: 'That an instance has gone from one state to another.', simpleResolvers: true })
export class InstanceStateChange {
  @Field(() => ID, { description: 'The instance.' })
  readonly id!: string;

  @Field(() => InstanceState, {
    nullable: true,
    description:
      'The state that was seen before. States that it passed through between two polls are left out.',
  })
  readonly previousState!: ec2.InstanceState | null;

  @Field(() => InstanceState, { description: 'The state that it is in now.' })
  readonly currentState!: ec2.InstanceState;

  @Field(() => Date, {
    description: 'When the service saw it, which is up to one interval of its poll later.',
  })
  readonly at!: Date;

  @Field(() => Instance, { nullable: true, description: 'The instance as it was seen, at no further cost.' })
  readonly instance!: ec2.Instance | null;
}
