import { ServiceError } from '../errors.js';
import type { Clock } from './clock.js';
import type { Call, Ec2, Instance, Launch } from './ec2.js';
import { regionOf } from './zones.js';

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

  /** One call after the other for all of them, so that an outage of EC2 does not end with a storm. */
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    for (
      let pauseMs = FIRST_PAUSE_MS;
      unsettled.size > 0;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    ) {
      await clock.delay(pauseMs);
      for (const [token, each] of unsettled) {
        const instances = await launchedWith(ec2, each.launch, inBackground()).catch(() => undefined);
        if (instances?.length || clock.now() - each.since > WINDOW_MS) {
          unsettled.delete(token);
          onSettled(each.launch, instances);
        }
      }
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
          void look();
        }
        throw error;
      }
    },
  };
}

/** The instances of a launch, by its client token; those that are terminated for about an hour. */
export async function launchedWith(
  ec2: Ec2,
  { clientToken, placement }: Launch,
  call: Call,
): Promise<readonly Instance[]> {
  const page = {
    region: regionOf(placement, ec2.regions),
    filters: [{ name: 'client-token', values: [clientToken] }],
    maxResults: 1000,
    token: undefined,
  };
  return (await ec2.listInstances(page, call)).instances;
}

function inBackground(): Call {
  return {
    caller: 'settling of launches',
    signal: new AbortController().signal,
    ledger: { record() {}, waited() {} },
  };
}
