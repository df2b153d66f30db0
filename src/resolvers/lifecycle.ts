import type { ComplexityEstimatorArgs } from 'graphql-query-complexity';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { InstanceActionPayload } from '../schema/instance-action.js';
import { actOnEach } from './instance-action.js';

/** What is selected of the results is asked for every id. */
const forEachId = ({ args, childComplexity }: ComplexityEstimatorArgs): number =>
  args.ids.length * childComplexity;

const IDS = '1 to 1,000 instance ids; EC2 is asked once for an id given twice.';

@Resolver()
export class LifecycleResolver {
  @Mutation(() => InstanceActionPayload, {
    nullable: true,
    description: 'Starts stopped instances. Starting one that runs already changes nothing and succeeds.',
    complexity: forEachId,
  })
  startInstances(
    @Arg('ids', () => [ID], { description: IDS }) ids: string[],
    @Ctx() context: Context,
  ): Promise<InstanceActionPayload> {
    return actOnEach(ids, context, (known) => context.ec2.startInstances(known, context.call));
  }

  @Mutation(() => InstanceActionPayload, {
    nullable: true,
    description:
      'Stops running instances. Stopping one that is stopped already changes nothing and succeeds.',
    complexity: forEachId,
  })
  stopInstances(
    @Arg('ids', () => [ID], { description: IDS }) ids: string[],
    @Arg('force', () => Boolean, {
      defaultValue: false,
      description: 'Does not give the operating system time to flush its caches and write its metadata.',
    })
    force: boolean,
    @Ctx() context: Context,
  ): Promise<InstanceActionPayload> {
    return actOnEach(ids, context, (known) => context.ec2.stopInstances(known, { force }, context.call));
  }

  @Mutation(() => InstanceActionPayload, {
    nullable: true,
    description: 'Terminates instances for good. Terminating one twice succeeds twice.',
    complexity: forEachId,
  })
  terminateInstances(
    @Arg('ids', () => [ID], { description: IDS }) ids: string[],
    @Arg('force', () => Boolean, {
      defaultValue: false,
      description: 'Does not wait for the operating system to shut down.',
    })
    force: boolean,
    @Ctx() context: Context,
  ): Promise<InstanceActionPayload> {
    return actOnEach(ids, context, (known) => context.ec2.terminateInstances(known, { force }, context.call));
  }

  @Mutation(() => InstanceActionPayload, {
    nullable: true,
    description: 'Reboots running instances, which stay running all the while. EC2 tells no state of them.',
    complexity: forEachId,
  })
  rebootInstances(
    @Arg('ids', () => [ID], { description: IDS }) ids: string[],
    @Ctx() context: Context,
  ): Promise<InstanceActionPayload> {
    return actOnEach(ids, context, (known) => context.ec2.rebootInstances(known, context.call));
  }
}
