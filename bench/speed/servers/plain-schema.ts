import { Arg, Field, ID, Int, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { fixedInstances } from '../instances.js';

enum InstanceState {
  RUNNING = 'running',
  STOPPED = 'stopped',
}

registerEnumType(InstanceState, { name: 'InstanceState' });

@ObjectType()
export class Instance {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, { nullable: true })
  readonly publicDnsName!: string | null;

  @Field(() => String, { nullable: true })
  readonly privateDnsName!: string | null;

  @Field(() => InstanceState)
  readonly state!: string;

  @Field(() => Int)
  readonly stateCode!: number;

  @Field(() => String, { nullable: true })
  readonly keyName!: string | null;

  @Field(() => String)
  readonly instanceType!: string;

  @Field(() => Date)
  readonly launchTime!: Date;

  @Field(() => String)
  readonly imageId!: string;

  @Field(() => String)
  readonly placement!: string;

  @Field(() => String, { nullable: true })
  readonly placementGroup!: string | null;

  @Field(() => String, { nullable: true })
  readonly privateIpAddress!: string | null;

  @Field(() => String, { nullable: true })
  readonly ipAddress!: string | null;
}

@ObjectType()
export class InstanceConnection {
  @Field(() => [Instance])
  readonly nodes!: readonly Instance[];
}

const INSTANCES = fixedInstances(1000).map((instance) => Object.assign(new Instance(), instance));
const BY_ID = new Map(INSTANCES.map((instance) => [instance.id, instance]));

@Resolver()
export class InstancesResolver {
  @Query(() => Instance, { nullable: true })
  async instance(@Arg('id', () => ID) id: string): Promise<Instance | undefined> {
    return BY_ID.get(id);
  }

  @Query(() => InstanceConnection)
  async instances(@Arg('first', () => Int) first: number): Promise<InstanceConnection> {
    return { nodes: INSTANCES.slice(0, first) };
  }
}
