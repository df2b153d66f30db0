import { ServiceError } from '../errors.js';
import type { Clock } from './clock.js';
import type { Call, Ec2, Instance, Launch } from './ec2.js';
import { launchedWith } from './launched-with.js';

/** For how long a launch is looked for: as long as EC2 may take to show what it has launched; see patient.ts. */
const WINDOW_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** What became of a launch whose caller was told that nobody knows: its instances, none, or still unknown. */
export type Settled = (launch: Launch, instances: readonly Instance[] | undefined) => void;

interface Unsettled {
  readonly launch: Launch;
  readonly since: number;
}

/**
 * Finds out what became of launches after all, once their callers have been told OUTCOME_UNKNOWN. It only looks for
 * their client tokens: to ask for the launch once more could launch what nobody waits for any longer.
 */
export function settledLater(ec2: Ec2, clock: Clock, onSettled: Settled): Ec2 {
  const unsettled = new Map<string, Unsettled>();
  let isLooking = false;

  /** One call after the other for all of them, until one fails, so that an outage of EC2 does not end with a storm. */
  const look = async (): Promise<void> => {
    for (const [token, { launch, since }] of unsettled) {
      const instances = await launchedWith(ec2, launch, inBackground()).catch(() => undefined);
      const isOver = clock.now() - since > WINDOW_MS;
      if (instances?.length || isOver) {
        unsettled.delete(token);
        onSettled(launch, instances);
      } else if (instances === undefined) return;
    }
  };

  const lookUntilSettled = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    for (
      let pauseMs = FIRST_PAUSE_MS;
      unsettled.size > 0;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    ) {
      await clock.delay(pauseMs);
      await look();
    }
    isLooking = false;
  };

  return {
    ...ec2,
    async runInstances(launch, call) {
      try {
        const reservation = await ec2.runInstances(launch, call);
        unsettled.delete(launch.clientToken);
        return reservation;
      } catch (error) {
        if (error instanceof ServiceError && error.code === 'OUTCOME_UNKNOWN' && !launch.dryRun) {
          unsettled.set(launch.clientToken, { launch, since: clock.now() });
          void lookUntilSettled();
        }
        throw error;
      }
    },
  };
}

function inBackground(): Call {
  return {
    caller: 'settling of launches',
    signal: new AbortController().signal,
    ledger: { record() {}, waited() {} },
  };
}
