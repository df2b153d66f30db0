import { Field, ObjectType } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';

@ObjectType({
  description: 'The results of the status checks that EC2 runs on an instance.',
  simpleResolvers: true,
})
export class InstanceStatus implements Omit<ec2.InstanceStatus, 'id'> {
  @Field(() => String, {
    description:
      'Whether the instance itself is reachable: `ok`, `impaired`, `initializing`, `insufficient-data`, or `not-applicable` while it is not running.',
  })
  readonly instance!: string;

  @Field(() => String, { description: 'Whether the machine that hosts it works, in the same words.' })
  readonly system!: string;
}
