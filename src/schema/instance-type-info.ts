import { Field, Int, ObjectType } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';

@ObjectType({ description: 'What an instance type offers.', simpleResolvers: true })
export class InstanceTypeInfo implements ec2.InstanceTypeInfo {
  @Field(() => String, { description: 'As in `t3.micro`.' })
  readonly name!: string;

  @Field(() => Int, { description: 'Virtual CPUs by default.' })
  readonly vcpus!: number;

  @Field(() => Int, { description: 'Memory in MiB.' })
  readonly memoryMiB!: number;

  @Field(() => [String], { description: 'As in `x86_64` or `arm64`.' })
  readonly architectures!: readonly string[];

  @Field(() => Boolean, { description: 'False for types that AWS keeps for old workloads only.' })
  readonly currentGeneration!: boolean;
}
