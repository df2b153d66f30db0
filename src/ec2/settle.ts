import { ServiceError } from '../errors.js';
import type { Outcome, Outcomes } from './ec2.js';
import { forOne, isAboutSome, separate } from './separate.js';
import type { Member } from './waitlist.js';

/** Those who went with a call and have to be asked for again; those who have given up are none of them. */
interface Unsettled<T> {
  /** By themselves, as EC2 refused others with them. */
  readonly parts: readonly (readonly Member<T>[])[];
  /** With anybody, though EC2 refused others with them. */
  readonly others: readonly Member<T>[];
  /** With how long the pause may be until then, in milliseconds. */
  readonly throttled: ReadonlyMap<Member<T>, number>;
  readonly failed: ReadonlyMap<Member<T>, number>;
  /** How many refusals have been taken apart. */
  readonly splits: number;
}

/** Tells those who went with a call what became of it, where it is certain or as certain as it will be. */
export function settle<T>(members: readonly Member<T>[], outcomes: Outcomes<T>): Unsettled<T> {
  const keys = new Set(outcomes.keys());
  const end = (member: Member<T>, error: ServiceError) => member.settle(forOne(member.key, error, keys));
  const throttled = new Map<Member<T>, number>();
  const failed = new Map<Member<T>, number>();
  const refused = new Map<ServiceError, Member<T>[]>();
  for (const member of members) {
    if (member.hasLeft) continue;
    const outcome = outcomes.get(member.key) as Outcome<T>;
    if (!(outcome instanceof ServiceError)) {
      member.settle(outcome);
    } else if (isAboutSome(outcome, member)) {
      if (!refused.get(outcome)?.push(member)) refused.set(outcome, [member]);
    } else {
      const pauseMs = member.attempts.failed(outcome);
      if (pauseMs === undefined) end(member, member.attempts.telling ?? outcome);
      else (outcome.code === 'THROTTLED' ? throttled : failed).set(member, pauseMs);
    }
  }
  const separated = [...refused].map(([refusal, some]) => {
    const { named, ...again } = separate(refusal, some);
    for (const member of named) end(member, refusal);
    for (const member of some) member.wasApart = true;
    return again;
  });
  return {
    parts: separated.flatMap(({ parts }) => parts),
    others: separated.flatMap(({ others }) => others),
    throttled,
    failed,
    splits: separated.filter(({ parts, others }) => parts.length + others.length > 0).length,
  };
}
