import { Field, ID, Int, ObjectType } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';
import { InstanceState } from './enums.js';
import { SecurityGroup } from './security-group.js';
import { StateReason } from './state-reason.js';
import { Tag } from './tag.js';

/** The fields that DescribeInstances carries; those that cost a call of their own have resolvers. */
@ObjectType({
  description:
    'An EC2 instance. A field costs an EC2 call only when it is selected and DescribeInstances does not already carry it.',
  simpleResolvers: true,
})
export class Instance implements Omit<ec2.Instance, 'clientToken'> {
  @Field(() => ID, { description: 'As in `i-0123456789abcdef0`.' })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: 'Public FQDN; null while EC2 reports it empty.' })
  readonly publicDnsName!: string | null;

  @Field(() => String, { nullable: true, description: 'Private FQDN, which resolves within the VPC.' })
  readonly privateDnsName!: string | null;

  @Field(() => InstanceState, { description: 'The state when EC2 was asked.' })
  readonly state!: ec2.InstanceState;

  @Field(() => Int, { description: 'The state as a number: 0, 16, 32, 48, 64 or 80.' })
  readonly stateCode!: number;

  @Field(() => String, { nullable: true, description: 'The SSH key pair it was launched with.' })
  readonly keyName!: string | null;

  @Field(() => String, { description: 'As in `t3.micro`.' })
  readonly instanceType!: string;

  @Field(() => Date, { description: 'When it was last started.' })
  readonly launchTime!: Date;

  @Field(() => String, { description: 'The AMI it was launched from.' })
  readonly imageId!: string;

  @Field(() => String, { description: 'Its Availability Zone, as in `us-east-1b`.' })
  readonly placement!: string;

  @Field(() => String, { nullable: true, description: 'Its placement group.' })
  readonly placementGroup!: string | null;

  @Field(() => String, { nullable: true, description: 'Its IPv4 address within the VPC.' })
  readonly privateIpAddress!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its public IPv4 address; a stopped instance has given it back unless it is an Elastic IP.',
  })
  readonly ipAddress!: string | null;

  @Field(() => String, { description: 'The region it was found in.' })
  readonly region!: string;

  @Field(() => String, { description: 'Names the launch it came from, as in `r-0123456789abcdef0`.' })
  readonly reservationId!: string;

  @Field(() => Int, { description: 'Its number within its launch, from 0.' })
  readonly launchIndex!: number;

  @Field(() => String, { nullable: true, description: 'Null once it is terminated.' })
  readonly vpcId!: string | null;

  @Field(() => String, { nullable: true, description: 'Null once it is terminated.' })
  readonly subnetId!: string | null;

  @Field(() => [SecurityGroup], { description: 'Its security groups; none once it is terminated.' })
  readonly securityGroups!: readonly SecurityGroup[];

  @Field(() => [Tag], { description: 'Its tags.' })
  readonly tags!: readonly Tag[];

  @Field(() => String, { nullable: true, description: 'As in `x86_64` or `arm64`.' })
  readonly architecture!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '`spot` or `scheduled`; null for an On-Demand instance.',
  })
  readonly lifecycle!: string | null;

  @Field(() => Boolean, { description: 'Whether it has dedicated throughput to EBS.' })
  readonly ebsOptimized!: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether traffic that is neither from nor for it is dropped; false for a NAT instance.',
  })
  readonly sourceDestCheck!: boolean | null;

  @Field(() => String, { nullable: true, description: '`ebs` or `instance-store`.' })
  readonly rootDeviceType!: string | null;

  @Field(() => StateReason, { nullable: true, description: 'Why it was stopped or terminated.' })
  readonly stateReason!: StateReason | null;

  @Field(() => String, {
    nullable: true,
    description: 'The same as EC2 words it, as in `User initiated (2026-02-14 16:34:34 GMT)`.',
  })
  readonly stateTransitionReason!: string | null;
}
