import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { ServiceError } from '../errors.js';
import { LaunchInstancesInput, LaunchInstancesPayload } from '../schema/launch.js';
import { clientToken, idempotencyKeyFor } from './idempotency.js';
import { toLaunch } from './launch-input.js';
import { withLaunchTags } from './launch-tags.js';
import { Needs } from './needs.js';

@Resolver()
export class LaunchResolver {
  @Needs('instances:launch')
  @Mutation(() => LaunchInstancesPayload, {
    nullable: true,
    description:
      'Launches instances. With an idempotency key it is safe to repeat after any answer or none. OUTCOME_UNKNOWN carries the key to repeat it with.',
    complexity: ({ args, childComplexity }) => 10 + Math.max(0, args.input.maxCount) * childComplexity,
  })
  async launchInstances(
    @Arg('input', () => LaunchInstancesInput, { description: 'What to launch.' }) input: LaunchInstancesInput,
    @Ctx() { ec2, call, caller, launchDefaults, launchTags }: Context,
  ): Promise<LaunchInstancesPayload> {
    const idempotencyKey = idempotencyKeyFor(input.idempotencyKey);
    const launch = toLaunch(input, {
      defaults: launchDefaults,
      toTags: (asked) => withLaunchTags(asked, launchTags, caller.name, idempotencyKey),
      clientToken: clientToken(caller.name, idempotencyKey),
    });
    const { id, instances } = await ec2
      .runInstances(launch, call)
      .catch((error: unknown) => Promise.reject(withKey(error, idempotencyKey)));
    const inOrder = [...instances].sort((a, b) => a.launchIndex - b.launchIndex);
    return {
      reservationId: id,
      idempotencyKey,
      instanceIds: inOrder.map((each) => each.id),
      instances: inOrder,
    };
  }
}

/** Nobody can tell whether it launched: the key lets the caller ask again without launching twice. */
function withKey(error: unknown, idempotencyKey: string): unknown {
  if (!(error instanceof ServiceError) || error.code !== 'OUTCOME_UNKNOWN') return error;
  return new ServiceError(error.code, error.message, { ...error, cause: error, idempotencyKey });
}
