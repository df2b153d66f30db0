import { ServiceError } from '../errors.js';
import type { Clock } from './clock.js';
import type { Call, Ec2, Instance, Outcome, Outcomes } from './ec2.js';

/**
 * For how long after its launch EC2 may say that it does not know an instance. AWS gives no limit and tells to expect
 * minutes; five are what Terraform's provider for AWS waits.
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
const WINDOW_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
/** EC2 refuses the whole batch for one whose type was just changed, and does not say which: not to be asked often. */
const RETYPED_PAUSE_MS = 2000;

/**
 * Waits where EC2 does not yet know what it has done a moment ago: it calls instances that it has just launched not found,
 * and does not start one whose type has just been changed.
 */
export function patient(ec2: Ec2, clock: Clock): Ec2 {
  /** When each was launched, the oldest first. */
  const launched = new Map<string, number>();

  /** A launch that is repeated tells of the same instances, which are no newer for that. */
  const remember = (instances: readonly Instance[]) => {
    const now = clock.now();
    for (const { id, launchTime } of instances) {
      const isNew = now - launchTime.getTime() <= WINDOW_MS;
      if (isNew && !launched.has(id)) launched.set(id, now);
    }
    for (const [id, at] of launched) {
      if (now - at <= WINDOW_MS) break;
      launched.delete(id);
    }
  };
  const isMissed = (id: string, outcome: unknown) =>
    outcome instanceof ServiceError &&
    outcome.code === 'INSTANCE_NOT_FOUND' &&
    clock.now() - (launched.get(id) ?? Number.NEGATIVE_INFINITY) <= WINDOW_MS;

  const isTooEarly = (id: string, outcome: unknown): boolean =>
    isMissed(id, outcome) || isRetypedTooLately(outcome);

  /** Asks again where it was too early, until it is not or the caller's deadline has come. */
  const askEach = async <T>(
    ids: readonly string[],
    call: Call,
    ask: (ids: readonly string[]) => Promise<Outcomes<T>>,
  ): Promise<Outcomes<T>> => {
    const outcomes = new Map(await ask(ids));
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const early = [...outcomes].filter(([id, outcome]) => isTooEarly(id, outcome)).map(([id]) => id);
      if (early.length === 0) return outcomes;
      const isRetyped = early.some((id) => isRetypedTooLately(outcomes.get(id)));
      const isTooLate = await clock.delay(isRetyped ? RETYPED_PAUSE_MS : pauseMs, call.signal).then(
        () => false,
        () => true,
      );
      if (isTooLate) {
        for (const id of early.filter((id) => isMissed(id, outcomes.get(id))))
          outcomes.set(id, notShownYet(id));
        return outcomes;
      }
      for (const [id, outcome] of await ask(early)) outcomes.set(id, outcome);
    }
  };

  const askOne = async <T>(id: string, call: Call, ask: () => Promise<T>): Promise<T> => {
    const asOutcomes = async () => {
      const outcome: Outcome<{ value: T }> = await ask().then(
        (value) => ({ value }),
        (error: unknown) => (error instanceof ServiceError ? error : Promise.reject(error)),
      );
      return new Map([[id, outcome]]);
    };
    const outcome = (await askEach([id], call, asOutcomes)).get(id) as Outcome<{ value: T }>;
    if (outcome instanceof ServiceError) throw outcome;
    return outcome.value;
  };

  return {
    ...ec2,
    async runInstances(launch, call) {
      const reservation = await ec2.runInstances(launch, call);
      remember(reservation.instances);
      return reservation;
    },
    describeInstances: (ids, call) => askEach(ids, call, (some) => ec2.describeInstances(some, call)),
    describeInstanceStatus: (ids, call) =>
      askEach(ids, call, (some) => ec2.describeInstanceStatus(some, call)),
    startInstances: (ids, call) => askEach(ids, call, (some) => ec2.startInstances(some, call)),
    stopInstances: (ids, options, call) =>
      askEach(ids, call, (some) => ec2.stopInstances(some, options, call)),
    terminateInstances: (ids, options, call) =>
      askEach(ids, call, (some) => ec2.terminateInstances(some, options, call)),
    rebootInstances: (ids, call) => askEach(ids, call, (some) => ec2.rebootInstances(some, call)),
    modifyInstanceAttribute: (id, change, call) =>
      askOne(id, call, () => ec2.modifyInstanceAttribute(id, change, call)),
    describeInstanceAttribute: (id, attribute, call) =>
      askOne(id, call, () => ec2.describeInstanceAttribute(id, attribute, call)),
  };
}

/** Nothing else tells this refusal apart. https://github.com/hashicorp/terraform-provider-aws/issues/16433 */
function isRetypedTooLately(outcome: unknown): boolean {
  if (!(outcome instanceof ServiceError)) return false;
  return outcome.ec2?.code === 'InvalidParameterValue' && outcome.message.startsWith('LaunchPlan ');
}

/** It exists, so nobody may be told that it does not. */
function notShownYet(id: string): ServiceError {
  return new ServiceError('TIMEOUT', `EC2 does not show the new instance ${id} yet`, { retryable: true });
}
