import { ServiceError } from '../errors.js';
import type { Clock } from './clock.js';
import type { Call, Ec2, Outcome, Outcomes } from './ec2.js';

/**
 * For how long after its launch EC2 may say that it does not know an instance. AWS gives no limit and tells to expect
 * minutes; five are what Terraform's provider for AWS waits.
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
const WINDOW_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Waits where EC2 does not yet know what it has done a moment ago: it calls instances that it has just launched not found,
 * and does not start one whose type has just been changed.
 */
export function patient(ec2: Ec2, clock: Clock): Ec2 {
  /** When each was launched, the oldest first. */
  const launched = new Map<string, number>();

  const remember = (ids: readonly string[]) => {
    const now = clock.now();
    for (const id of ids) launched.set(id, now);
    for (const [id, at] of launched) {
      if (now - at <= WINDOW_MS) break;
      launched.delete(id);
    }
  };
  const isMissed = (id: string, outcome: unknown) =>
    outcome instanceof ServiceError &&
    outcome.code === 'INSTANCE_NOT_FOUND' &&
    clock.now() - (launched.get(id) ?? Number.NEGATIVE_INFINITY) <= WINDOW_MS;

  const isTooEarly = (id: string, outcome: unknown): outcome is ServiceError =>
    outcome instanceof ServiceError && (isMissed(id, outcome) || isRetypedTooLately(outcome));

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
      const isTooLate = await clock.delay(pauseMs, call.signal).then(
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
      remember(reservation.instances.map(({ id }) => id));
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
function isRetypedTooLately({ ec2, message }: ServiceError): boolean {
  return ec2?.code === 'InvalidParameterValue' && message.startsWith('LaunchPlan ');
}

/** It exists, so nobody may be told that it does not. */
function notShownYet(id: string): ServiceError {
  return new ServiceError('TIMEOUT', `EC2 does not show the new instance ${id} yet`, { retryable: true });
}
