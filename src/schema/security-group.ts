import { Field, ID, ObjectType } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';

@ObjectType({ description: 'A security group of an instance.', simpleResolvers: true })
export class SecurityGroup implements ec2.SecurityGroup {
  @Field(() => ID, { description: 'As in `sg-0123456789abcdef0`.' })
  readonly id!: string;

  @Field(() => String, { description: 'Unique within its VPC.' })
  readonly name!: string;
}
