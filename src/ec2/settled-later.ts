import { ServiceError } from '../errors.js';
import type { Clock } from './clock.js';
import type { Call, Ec2, Instance } from './ec2.js';
import { launchedWith } from './launched-with.js';
import { NO_LEDGER } from './no-ledger.js';
import { regionOf } from './zones.js';

/** For how long a launch is looked for: as long as EC2 may take to show what it has launched; see patient.ts. */
const WINDOW_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** What became of a launch whose caller was told that nobody knows: its instances, none, or still unknown. */
export type Settled = (launch: Launched, instances: readonly Instance[] | undefined) => void;

export interface Launched {
  readonly clientToken: string;
  readonly caller: string;
  readonly requestId: string;
  readonly change: string | undefined;
}

interface Unsettled extends Launched {
  readonly region: string;
  readonly since: number;
}

/**
 * Finds out what became of launches after all, once their callers have been told OUTCOME_UNKNOWN. It only looks for
 * their client tokens: to ask for the launch once more could launch what nobody waits for any longer.
 */
export function settledLater(ec2: Ec2, clock: Clock, onSettled: Settled): Ec2 {
  const unsettled = new Map<string, Unsettled>();
  let isLooking = false;

  /** Each region by itself, as one may be down. */
  const look = async (region: string): Promise<void> => {
    const sought = [...unsettled].filter(([, entry]) => entry.region === region);
    if (sought.length === 0) return;
    const tokens = sought.map(([token]) => token);
    const found = await launchedWith(ec2, region, tokens, inBackground()).catch(() => undefined);
    for (const [token, entry] of sought) {
      // It may have been repeated meanwhile.
      if (unsettled.get(token) !== entry) continue;
      const instances = found?.get(token);
      if (!instances?.length && clock.now() - entry.since <= WINDOW_MS) continue;
      unsettled.delete(token);
      onSettled(entry, instances);
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
      await Promise.all(ec2.regions.map(look));
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
          const region = regionOf(launch.placement, ec2.regions);
          const { clientToken } = launch;
          const { caller, requestId, change } = call;
          const since = clock.now();
          unsettled.set(clientToken, { clientToken, caller, requestId, change, region, since });
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
    requestId: '',
    signal: new AbortController().signal,
    ledger: NO_LEDGER,
  };
}
