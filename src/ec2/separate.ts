import { instanceNotFound, ServiceError } from '../errors.js';
import type { Outcome, Outcomes, RegionalEc2 } from './ec2.js';
import type { Observer } from './observer.js';

/** EC2's refusals that are about single instances of a batch, so that the others may well succeed without them. */
const ABOUT_SOME_INSTANCES = new Set([
  'InvalidInstanceID.NotFound',
  'InvalidInstanceID.Malformed',
  'IncorrectInstanceState',
  'IncorrectState',
  'IncorrectSpotRequestState',
  'OperationNotPermitted',
  'UnsupportedOperation',
  'UnsupportedHibernationConfiguration',
  // Of calls that hold ids and flags alone: a start too soon after a change of type, for one.
  'InvalidParameterValue',
]);

/**
 * Refusals that may be about some instances, where a policy goes by their tags, and are mostly about the caller: such a batch
 * is taken apart once, which is enough to let the others go that are merged with them.
 */
const ABOUT_SOME_OR_ALL = new Set(['UnauthorizedOperation']);

/**
 * EC2 refuses a whole batch for one instance in it. Here the instances that the refusal names get it as their
 * outcome and the rest is sent again; a refusal that names none halves the batch until it does or one is left.
 */
export function separated(ec2: RegionalEc2, observer: Pick<Observer, 'split'>): RegionalEc2 {
  const apart = <T>(
    action: string,
    ids: readonly string[],
    send: (ids: readonly string[]) => Promise<Outcomes<T>>,
  ) => takeApart(ids, { send, onSplit: () => observer.split(action) });
  return {
    ...ec2,
    describeInstancesById: (ids, call) =>
      apart('DescribeInstances', ids, (some) => ec2.describeInstancesById(some, call)),
    describeInstanceStatus: (ids, call) =>
      apart('DescribeInstanceStatus', ids, (some) => ec2.describeInstanceStatus(some, call)),
    startInstances: (ids, call) => apart('StartInstances', ids, (some) => ec2.startInstances(some, call)),
    stopInstances: (ids, options, call) =>
      apart('StopInstances', ids, (some) => ec2.stopInstances(some, options, call)),
    terminateInstances: (ids, options, call) =>
      apart('TerminateInstances', ids, (some) => ec2.terminateInstances(some, options, call)),
    rebootInstances: (ids, call) => apart('RebootInstances', ids, (some) => ec2.rebootInstances(some, call)),
  };
}

interface Sending<T> {
  send(ids: readonly string[]): Promise<Outcomes<T>>;
  onSplit(): void;
}

async function takeApart<T>(
  ids: readonly string[],
  sending: Sending<T>,
  isFirst = true,
): Promise<Outcomes<T>> {
  const settled = new Map<string, Outcome<T>>();
  const refused = new Map<ServiceError, string[]>();
  for (const [id, outcome] of await sending.send(ids)) {
    if (!isSeparable(outcome, isFirst)) settled.set(id, outcome);
    else refused.set(outcome, [...(refused.get(outcome) ?? []), id]);
  }
  for (const [refusal, batch] of refused) {
    for (const [id, outcome] of await resend(batch, refusal, sending)) settled.set(id, outcome);
  }
  return settled;
}

/** A batch shares one refusal; the ids that its message names keep it. */
async function resend<T>(
  batch: readonly string[],
  refusal: ServiceError,
  { send, onSplit }: Sending<T>,
): Promise<Outcomes<T>> {
  const mentioned = new Set(refusal.message.match(/\bi-[0-9a-f]+/g));
  const named = batch.length === 1 ? batch : batch.filter((id) => mentioned.has(id));
  const rest = batch.filter((id) => !named.includes(id));
  const outcomes = new Map<string, Outcome<T>>(named.map((id) => [id, forOne(id, refusal)]));
  const half = Math.ceil(rest.length / 2);
  const parts = named.length > 0 ? [rest] : [rest.slice(0, half), rest.slice(half)];
  if (rest.length > 0) onSplit();
  for (const part of parts.filter((ids) => ids.length > 0)) {
    for (const [id, outcome] of await takeApart(part, { send, onSplit }, false)) outcomes.set(id, outcome);
  }
  return outcomes;
}

function isSeparable(outcome: unknown, isFirst: boolean): outcome is ServiceError {
  if (!(outcome instanceof ServiceError)) return false;
  const code = outcome.ec2?.code ?? '';
  return ABOUT_SOME_INSTANCES.has(code) || (isFirst && ABOUT_SOME_OR_ALL.has(code));
}

/** EC2 lists all the missing ids in one message; each caller is told of its own. */
function forOne(id: string, refusal: ServiceError): ServiceError {
  return refusal.code === 'INSTANCE_NOT_FOUND' ? instanceNotFound(id, refusal) : refusal;
}
