import { type Instance, PENDING_REASON } from './instance.js';
import type { Region } from './region.js';
import type { StateName } from './states.js';

/** As in `User initiated (2025-02-14 16:34:34 GMT)`. */
function userInitiated(now: number): string {
  return `User initiated (${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} GMT)`;
}

/** EC2 tells launch times in whole seconds. */
export const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** Codes of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
export interface StateReason {
  readonly code: string;
  readonly message: string;
}

const USER_SHUTDOWN: StateReason = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};

export const USER_HIBERNATE: StateReason = {
  code: 'Client.UserInitiatedHibernate',
  message: 'Client.UserInitiatedHibernate: User initiated hibernate',
};

/** Moves an instance to another state, with the reasons that EC2 gives for it. */
export function moveTo(
  instance: Instance,
  state: StateName,
  region: Region,
  now: number,
  reason = USER_SHUTDOWN,
): void {
  instance.rendered = undefined;
  instance.state = state;
  instance.since = now;
  if (state === 'pending') {
    instance.launchTime = wholeSecond(now);
    instance.stateReason = PENDING_REASON;
    instance.transitionReason = '';
    return;
  }
  instance.stateReason = reason;
  instance.transitionReason = userInitiated(now);
  if (state === 'stopping') return;
  if (state === 'terminated') instance.publicAddress = undefined;
  region.doom(instance);
}
