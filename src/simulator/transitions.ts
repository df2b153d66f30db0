import { type Instance, PENDING_REASON } from './instance.js';
import type { Region } from './region.js';
import type { StateName } from './states.js';

/** As in `User initiated (2025-02-14 16:34:34 GMT)`. */
function userInitiated(now: number): string {
  return `User initiated (${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} GMT)`;
}

/** EC2 tells launch times in whole seconds. */
export const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

const USER_SHUTDOWN = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
} as const;

/** Moves an instance to another state, with the reasons that EC2 gives for it. */
export function moveTo(instance: Instance, state: StateName, region: Region, now: number): void {
  instance.state = state;
  instance.since = now;
  if (state === 'pending') {
    instance.launchTime = wholeSecond(now);
    instance.stateReason = PENDING_REASON;
    instance.transitionReason = '';
    return;
  }
  instance.stateReason = USER_SHUTDOWN;
  instance.transitionReason = userInitiated(now);
  if (state === 'stopping') return;
  if (state === 'terminated') instance.publicAddress = undefined;
  region.doom(instance);
}
