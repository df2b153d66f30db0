import { instanceNotFound, ServiceError } from '../errors.js';
import type { Call, Outcome, Outcomes, RegionalEc2 } from './ec2.js';
import type { Observer } from './observer.js';

/** EC2's refusals that are about single instances, or types, of a batch, so that the others may well succeed without them. */
const ABOUT_SOME = new Set([
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
  'InvalidInstanceType',
]);

/**
 * Refusals that may be about some instances, where a policy goes by their tags, and are mostly about the caller: such a batch
 * is taken apart once, which is enough to let the others go that are merged with them.
 */
const ABOUT_SOME_OR_ALL = new Set(['UnauthorizedOperation']);

/** Ids of instances and names of types, as they stand in EC2's messages between quotes, slashes and brackets. */
const KEYS = /[a-z0-9]+(?:[-.][a-z0-9]+)*/g;

/**
 * EC2 refuses a whole batch for one instance in it. Here the instances that the refusal names get it as their
 * outcome and the rest is sent again; a refusal that names none halves the batch until it does or one is left.
 */
export function separated(ec2: RegionalEc2, observer: Pick<Observer, 'split'>): RegionalEc2 {
  const apart = <T>(action: string, ids: readonly string[], call: Call, send: Send<T>) =>
    takeApart(ids, call, { send, onSplit: () => observer.split(action) });
  return {
    ...ec2,
    describeInstancesById: (ids, call) =>
      apart('DescribeInstances', ids, call, (some, theirs) => ec2.describeInstancesById(some, theirs)),
    describeInstanceTypes: (names, region, call) =>
      apart('DescribeInstanceTypes', names, call, (some, theirs) =>
        ec2.describeInstanceTypes(some, region, theirs),
      ),
    describeInstanceStatus: (ids, call) =>
      apart('DescribeInstanceStatus', ids, call, (some, theirs) => ec2.describeInstanceStatus(some, theirs)),
    startInstances: (ids, call) =>
      apart('StartInstances', ids, call, (some, theirs) => ec2.startInstances(some, theirs)),
    stopInstances: (ids, options, call) =>
      apart('StopInstances', ids, call, (some, theirs) => ec2.stopInstances(some, options, theirs)),
    terminateInstances: (ids, options, call) =>
      apart('TerminateInstances', ids, call, (some, theirs) => ec2.terminateInstances(some, options, theirs)),
    rebootInstances: (ids, call) =>
      apart('RebootInstances', ids, call, (some, theirs) => ec2.rebootInstances(some, theirs)),
  };
}

type Send<T> = (ids: readonly string[], call: Call) => Promise<Outcomes<T>>;

interface Sending<T> {
  readonly send: Send<T>;
  onSplit(): void;
}

async function takeApart<T>(
  ids: readonly string[],
  call: Call,
  sending: Sending<T>,
  isFirst = true,
): Promise<Outcomes<T>> {
  const outcomes = new Map<string, Outcome<T>>();
  const refused = new Map<ServiceError, string[]>();
  const all = new Set(ids);
  for (const [id, outcome] of await sending.send(ids, call)) {
    if (!isSeparable(outcome, isFirst)) outcomes.set(id, forOne(id, outcome, all));
    else if (!refused.get(outcome)?.push(id)) refused.set(outcome, [id]);
  }
  for (const [refusal, batch] of refused) {
    const named = namedBy(refusal, batch);
    for (const id of named) outcomes.set(id, forOne(id, refusal, all));
    const rest = batch.filter((id) => !outcomes.has(id));
    if (rest.length === 0) continue;
    sending.onSplit();
    // Who is answered need not wait for the others, and takes no part in what is sent for them.
    call.batch?.settle(outcomes);
    for (const part of named.length > 0 ? [rest] : halves(rest)) {
      const next = call.batch ? await call.batch.again(part) : { keys: part, call };
      if (next === undefined) continue;
      for (const [id, outcome] of await takeApart(next.keys, next.call, sending, false))
        outcomes.set(id, outcome);
    }
  }
  return outcomes;
}

/** A batch shares one refusal; the ids that its message names keep it, or the only one there is. */
function namedBy({ message }: ServiceError, batch: readonly string[]): readonly string[] {
  if (batch.length === 1) return batch;
  const mentioned = new Set(message.match(KEYS));
  return batch.filter((id) => mentioned.has(id));
}

function halves(ids: readonly string[]): string[][] {
  const half = Math.ceil(ids.length / 2);
  return [ids.slice(0, half), ids.slice(half)];
}

function isSeparable(outcome: unknown, isFirst: boolean): outcome is ServiceError {
  if (!(outcome instanceof ServiceError)) return false;
  const code = outcome.ec2?.code ?? '';
  return ABOUT_SOME.has(code) || (isFirst && ABOUT_SOME_OR_ALL.has(code));
}

/** EC2 words one refusal for a whole batch; each caller is told of its own instance, and of no other caller's. */
function forOne<T>(id: string, outcome: Outcome<T>, batch: ReadonlySet<string>): Outcome<T> {
  if (!(outcome instanceof ServiceError)) return outcome;
  if (outcome.code === 'INSTANCE_NOT_FOUND') return instanceNotFound(id, outcome);
  const message = outcome.message.replace(KEYS, (key) => (key !== id && batch.has(key) ? 'another' : key));
  return message === outcome.message ? outcome : withMessage(outcome, message);
}

function withMessage(error: ServiceError, message: string): ServiceError {
  const { code, ec2, retryable } = error;
  return new ServiceError(code, message, { cause: error, ec2, retryable });
}
