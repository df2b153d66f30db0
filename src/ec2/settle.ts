import { ServiceError } from '../errors.js';
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

/** Tells those who went with a call what became of it, where it is certain or as certain as it will be. */
export function settle<T>(members: readonly Member<T>[], outcomes: Outcomes<T>): Unsettled<T> {
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
      takeApart(outcome, some, unsettled, end);
    } else {
      const { throttled, failed } = unsettled;
      const repeated = outcome.code === 'THROTTLED' ? throttled : failed;
      for (const member of some) {
        const pauseMs = member.attempts.failed(outcome);
        if (pauseMs === undefined) end(member, member.attempts.telling ?? outcome);
        else repeated.set(member, pauseMs);
      }
    }
  }
  return unsettled;
}

/** Those who have given up are told what EC2 said, and go no further. */
function byOutcome<T>(members: readonly Member<T>[], outcomes: Outcomes<T>): Map<Outcome<T>, Member<T>[]> {
  const groups = new Map<Outcome<T>, Member<T>[]>();
  for (const member of members) {
    const outcome = outcomes.get(member.key) as Outcome<T>;
    if (member.hasLeft) member.settleLate?.(outcome);
    else if (!groups.get(outcome)?.push(member)) groups.set(outcome, [member]);
  }
  return groups;
}

function takeApart<T>(
  refusal: ServiceError,
  members: readonly Member<T>[],
  unsettled: Unsettled<T>,
  end: (member: Member<T>, error: ServiceError) => void,
): void {
  const { named, parts, others } = separate(refusal, members);
  for (const member of named) end(member, refusal);
  if (named.length < members.length) unsettled.splits += 1;
  // Who is refused with others once more goes where nobody can join: whoever repeats a bad request would hold it up for ever.
  const again = others.filter(({ wasApart }) => wasApart);
  unsettled.others.push(...others.filter(({ wasApart }) => !wasApart));
  unsettled.parts.push(...[...parts, again].filter((part) => part.length > 0));
  const isOneCaller = callersOf(members).length === 1;
  for (const member of members) {
    member.wasApart = true;
    member.wasAlone ||= isOneCaller;
  }
}

/** Whether EC2 has answered; of an instance that it does not know it says nothing. */
export function isFromEc2(outcome: unknown): boolean {
  if (!(outcome instanceof ServiceError)) return true;
  return outcome.ec2 !== undefined || outcome.code === 'INSTANCE_NOT_FOUND';
}
