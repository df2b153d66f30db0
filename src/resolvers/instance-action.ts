import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.js';
import type { Outcome, Outcomes, Rebooted, StateChange } from '../ec2/ec2.js';
import { instanceNotFound, ServiceError } from '../errors.js';
import { Instance } from '../schema/instance.js';
import { InstanceActionPayload, InstanceActionResult } from '../schema/instance-action.js';
import { checkIds, isInstanceId } from './instance-ids.js';
import { selectsOnly } from './selection.js';

/** Acts on every id by itself: what fails for one is its result and leaves the others alone. */
export async function actOnEach(
  ids: readonly string[],
  context: Context,
  act: (ids: readonly string[]) => Promise<Outcomes<StateChange | Rebooted>>,
): Promise<InstanceActionPayload> {
  checkIds('ids', ids);
  const possible = ids.filter(isInstanceId);
  const outcomes = possible.length > 0 ? await act(possible) : new Map();
  context.loaders.forget();
  return { results: ids.map((id) => toResult(id, outcomes.get(id) ?? instanceNotFound(id))) };
}

function toResult(id: string, outcome: Outcome<StateChange | Rebooted>): InstanceActionResult {
  if (outcome instanceof ServiceError) {
    const { code, message, ec2, retryable, retryAfterSeconds = null } = outcome;
    const error = {
      code,
      message,
      ec2Code: ec2?.code ?? null,
      ec2RequestId: ec2?.requestId ?? null,
      retryable,
      retryAfterSeconds,
    };
    return { id, previousState: null, currentState: null, error };
  }
  const { previousState, currentState } = { previousState: null, currentState: null, ...outcome };
  return { id, previousState, currentState, error: null };
}

@Resolver(() => InstanceActionResult)
export class InstanceActionResultResolver {
  @FieldResolver(() => Instance, {
    nullable: true,
    description:
      'The instance after the action; null where there is none. Costs a DescribeInstances, unless only `id` and `state` are selected.',
  })
  instance(
    @Root() { id, currentState, error }: InstanceActionResult,
    @Ctx() { loaders }: Context,
    @Info() info: GraphQLResolveInfo,
  ): Partial<Instance> | Promise<Instance> | null {
    if (error?.code === 'INSTANCE_NOT_FOUND') return null;
    if (currentState !== null && selectsOnly(info, ['id', 'state'])) return { id, state: currentState };
    return loaders.instance.load(id);
  }
}
