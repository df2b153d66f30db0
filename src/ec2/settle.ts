import { ServiceError } from '../errors.js';
import { ACTIONS, type Action } from './actions.js';
import { abandoned } from './deadline.js';
import type { Outcome, Outcomes } from './ec2.js';
import { callersOf, forOne, isAboutSome, separate } from './separate.js';
import type { Member } from './waitlist.js';

/** Those who went with a call and have to be asked for again; those who have given up are none of them. */
interface Unsettled<T> {
  /** By themselves, as EC2 refused others with them. */
  readonly parts: (readonly Member<T>[])[];
  /** With anybody, though EC2 refused others with them. */
  readonly others: Member<T>[];
  /** With how long the pause may be until then, in milliseconds. */
  readonly throttled: Map<Member<T>, number>;
  readonly failed: Map<Member<T>, number>;
  /** How many refusals have been taken apart. */
  splits: number;
}

/**
 * Tells those who went with a call what became of it, where it is certain or as certain as it will be; those who have given up
 * in any case.
 */
export function settle<T>(
  action: Action,
  members: readonly Member<T>[],
  outcomes: Outcomes<T>,
): Unsettled<T> {
  const keys = new Set(outcomes.keys());
  const unsettled: Unsettled<T> = {
    parts: [],
    others: [],
    throttled: new Map(),
    failed: new Map(),
    splits: 0,
  };
  for (const [outcome, some] of byOutcome(members, outcomes)) {
    const end = (member: Member<T>, error: ServiceError) => member.settle(forOne(member.key, error, keys));
    if (!(outcome instanceof ServiceError)) {
      for (const member of some) member.settle(outcome);
    } else if (isAboutSome(outcome, some)) {
      takeApart(action, outcome, some, unsettled, end);
    } else {
      const { throttled, failed } = unsettled;
      const repeated = outcome.code === 'THROTTLED' ? throttled : failed;
      for (const member of some) {
        const pauseMs = member.attempts.failed(outcome);
        if (pauseMs === undefined || member.hasLeft) end(member, member.attempts.telling ?? outcome);
        else repeated.set(member, pauseMs);
      }
    }
  }
  return unsettled;
}

function byOutcome<T>(members: readonly Member<T>[], outcomes: Outcomes<T>): Map<Outcome<T>, Member<T>[]> {
  const groups = new Map<Outcome<T>, Member<T>[]>();
  for (const member of members) {
    const outcome = outcomes.get(member.key) as Outcome<T>;
    if (!groups.get(outcome)?.push(member)) groups.set(outcome, [member]);
  }
  return groups;
}

function takeApart<T>(
  action: Action,
  refusal: ServiceError,
  members: readonly Member<T>[],
  unsettled: Unsettled<T>,
  end: (member: Member<T>, error: ServiceError) => void,
): void {
  const { named, parts, others } = separate(refusal, members);
  for (const member of named) end(member, refusal);
  for (const member of [...parts.flat(), ...others])
    if (member.hasLeft) member.settle(refusedWithOthers(action, refusal, member));
  const open = present(others);
  // Who is refused with others once more goes where nobody can join: whoever repeats a bad request would hold it up for ever.
  const again = open.filter(({ wasApart }) => wasApart);
  const apart = [...parts.map(present), again].filter((part) => part.length > 0);
  if (apart.length > 0 || open.length > 0) unsettled.splits += 1;
  unsettled.others.push(...open.filter(({ wasApart }) => !wasApart));
  unsettled.parts.push(...apart);
  const isOneCaller = callersOf(members).length === 1;
  for (const member of members) {
    member.wasApart = true;
    member.wasAlone ||= isOneCaller;
  }
}

function present<T>(members: readonly Member<T>[]): Member<T>[] {
  return members.filter(({ hasLeft }) => !hasLeft);
}

/** What became of a key that EC2's refusal of its call is not about, and that is not asked for again. */
function refusedWithOthers<T>(action: Action, { ec2 }: ServiceError, { attempts }: Member<T>): ServiceError {
  const mayBeDone = !ACTIONS[action].isRefusedWhole || attempts.telling?.code === 'OUTCOME_UNKNOWN';
  if (mayBeDone) return abandoned(action);
  const message = 'EC2 refused it with others, before the deadline of the request let it be asked for again';
  return new ServiceError('TIMEOUT', message, { ec2, retryable: true });
}

/** Whether EC2 has answered; of an instance that it does not know it says nothing. */
export function isFromEc2(outcome: unknown): boolean {
  if (!(outcome instanceof ServiceError)) return true;
  return outcome.ec2 !== undefined || outcome.code === 'INSTANCE_NOT_FOUND';
}
