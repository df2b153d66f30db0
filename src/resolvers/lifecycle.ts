import type { ComplexityEstimatorArgs } from 'graphql-query-complexity';
import { Args, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { ActionArgs, ForcibleActionArgs } from '../schema/arguments.js';
import { InstanceActionPayload } from '../schema/instance-action.js';
import { actOnEach } from './instance-action.js';
import { Needs } from './needs.js';

/** What is selected of the results is asked for every id. */
const forEachId = ({ args, childComplexity }: ComplexityEstimatorArgs): number =>
  args.ids.length * childComplexity;

@Resolver()
export class LifecycleResolver {
  @Needs('instances:operate')
  @Mutation(() => InstanceActionPayload, {
    nullable: true,
    description: 'Starts stopped instances. Starting one that runs already changes nothing and succeeds.',
    complexity: forEachId,
  })
  startInstances(@Args(() => ActionArgs) { ids }: ActionArgs, @Ctx() context: Context) {
    return actOnEach(ids, context, (known) => context.ec2.startInstances(known, context.call));
  }

  @Needs('instances:operate')
  @Mutation(() => InstanceActionPayload, {
    nullable: true,
    description:
      'Stops running instances. Stopping one that is stopped already changes nothing and succeeds.',
    complexity: forEachId,
  })
  stopInstances(@Args(() => ForcibleActionArgs) { ids, force }: ForcibleActionArgs, @Ctx() context: Context) {
    return actOnEach(ids, context, (known) => context.ec2.stopInstances(known, { force }, context.call));
  }

  @Needs('instances:terminate')
  @Mutation(() => InstanceActionPayload, {
    nullable: true,
    description: 'Terminates instances for good. Terminating one twice succeeds twice.',
    complexity: forEachId,
  })
  terminateInstances(
    @Args(() => ForcibleActionArgs) { ids, force }: ForcibleActionArgs,
    @Ctx() context: Context,
  ) {
    return actOnEach(ids, context, (known) => context.ec2.terminateInstances(known, { force }, context.call));
  }

  @Needs('instances:operate')
  @Mutation(() => InstanceActionPayload, {
    nullable: true,
    description: 'Reboots running instances, which stay running all the while. EC2 tells no state of them.',
    complexity: forEachId,
  })
  rebootInstances(@Args(() => ActionArgs) { ids }: ActionArgs, @Ctx() context: Context) {
    return actOnEach(ids, context, (known) => context.ec2.rebootInstances(known, context.call));
  }
}
