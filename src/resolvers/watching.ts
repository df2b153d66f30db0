import { Args, Ctx, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../context.js';
import { badInput, instanceNotFound } from '../errors.js';
import { ChangesArgs, WaitArgs } from '../schema/arguments.js';
import { Instance } from '../schema/instance.js';
import { InstanceStateChange } from '../schema/instance-state-change.js';
import { checkIds, isInstanceId } from './instance-ids.js';
import { Needs } from './needs.js';

const MOST_SECONDS = 300;

@Resolver()
export class WatchingResolver {
  @Needs('instances:read')
  @Query(() => Instance, {
    nullable: true,
    description:
      'Waits until an instance is in a state, and gives it then. Fails with WAIT_TIMEOUT where that takes too long, and with STATE_UNREACHABLE as soon as it can no longer get there. All who wait share one poll of EC2.',
  })
  instanceInState(@Args(() => WaitArgs) args: WaitArgs, @Ctx() context: Context): Promise<Instance> {
    const { id, state, timeoutSeconds } = args;
    if (timeoutSeconds < 1 || timeoutSeconds > MOST_SECONDS)
      throw badInput('timeoutSeconds', `expected 1 to ${MOST_SECONDS}, got ${timeoutSeconds}`);
    if (!isInstanceId(id)) throw instanceNotFound(id);
    const { loaders, watch, call } = context;
    const wait = { id, state, timeoutMs: timeoutSeconds * 1000 };
    return loaders.once(wait, () => watch.inState(wait, call.lasting));
  }

  @Needs('instances:read')
  @Subscription(() => InstanceStateChange, {
    description:
      'Every change of state from now on that the poll of EC2 sees, in order; those who follow any share one poll. Ends once all of the instances are terminated.',
    subscribe: ({ args, context }) => changes(args.ids, context),
  })
  instanceStateChanged(
    @Root() change: InstanceStateChange,
    @Args(() => ChangesArgs) _args: ChangesArgs,
  ): InstanceStateChange {
    return change;
  }
}

function changes(ids: readonly string[], { watch, call }: Context): AsyncIterable<InstanceStateChange> {
  checkIds('ids', ids);
  const impossible = ids.find((id) => !isInstanceId(id));
  if (impossible !== undefined) throw instanceNotFound(impossible);
  return watch.changes(ids, call.lasting);
}
