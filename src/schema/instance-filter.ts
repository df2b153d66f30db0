import { Field, ID, InputType } from 'type-graphql';
import type * as ec2 from '../ec2/ec2.js';
import { InstanceState } from './enums.js';

@InputType({ description: 'Instances by a tag.' })
export class TagFilter {
  @Field(() => String, { description: 'The key, as it is spelled.' })
  readonly key!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Any of these values; left out: whatever the value. `*` and `?` are wildcards.',
  })
  readonly values?: readonly string[] | null;
}

@InputType({
  description:
    'Instances that match every field given, each by any of its values (at most 200). As with EC2, case counts and `*` and `?` are wildcards in all but ids, states and regions.',
})
export class InstanceFilter {
  @Field(() => [String], { nullable: true, description: 'Regions, of those that are served.' })
  readonly regions?: readonly string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Instance ids, up to 1,000; those that do not exist are left out.',
  })
  readonly ids?: readonly string[] | null;

  @Field(() => [InstanceState], { nullable: true, description: 'States.' })
  readonly states?: readonly ec2.InstanceState[] | null;

  @Field(() => [String], { nullable: true, description: 'Instance types.' })
  readonly instanceTypes?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'AMI ids.' })
  readonly imageIds?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Availability Zones.' })
  readonly placements?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Names of key pairs.' })
  readonly keyNames?: readonly string[] | null;

  @Field(() => [TagFilter], { nullable: true, description: 'Tags, all of which must match; at most 40.' })
  readonly tags?: readonly TagFilter[] | null;
}
