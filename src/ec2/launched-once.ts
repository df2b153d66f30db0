import { createHash } from 'node:crypto';
import { ServiceError } from '../errors.js';
import type { Call, Ec2, Instance, Launch, Reservation } from './ec2.js';
import { launchedWith } from './launched-with.js';
import { UsedTokens } from './used-tokens.js';
import { regionOf } from './zones.js';

/**
 * Holds a launch to its client token where EC2 does not. EC2 scopes a token to the zone where one is given, so that the
 * same token would launch again in another; here another input is refused, as long as this process remembers. And EC2
 * refuses the token of a launch with a terminated instance; here it is answered with the same ids.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function launchedOnce(ec2: Ec2, now: () => number): Ec2 {
  const used = new UsedTokens(now);

  const launchOrFind = async (launch: Launch, call: Call): Promise<Reservation> => {
    try {
      return await ec2.runInstances(launch, call);
    } catch (error) {
      if (!isTerminated(error)) throw error;
      const [instance, ...others] = await found(ec2, launch, call);
      if (instance === undefined) throw error;
      return { id: instance.reservationId, instances: [instance, ...others] };
    }
  };

  return {
    ...ec2,
    async runInstances(launch, call) {
      if (launch.dryRun) return ec2.runInstances(launch, call);
      const { clientToken } = launch;
      used.begin(clientToken, digestOf(launch));
      try {
        const reservation = await launchOrFind(launch, call);
        used.end(clientToken, true);
        return reservation;
      } catch (error) {
        used.end(clientToken, isTerminated(error) || isUnknown(error));
        throw error;
      }
    },
  };
}

function isTerminated(error: unknown): boolean {
  return error instanceof ServiceError && error.ec2?.code === 'IdempotentInstanceTerminated';
}

function isUnknown(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'OUTCOME_UNKNOWN';
}

/** The launch has taken place, so that nobody may be told that it has not. A token is bound in one zone only. */
async function found(ec2: Ec2, { clientToken, placement }: Launch, call: Call): Promise<readonly Instance[]> {
  const region = regionOf(placement, ec2.regions);
  try {
    const byToken = await launchedWith(ec2, region, [clientToken], call);
    const instances = byToken.get(clientToken) ?? [];
    return instances.filter((instance) => placement === undefined || instance.placement === placement);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const message = `the launch took place before, but its instances could not be read: ${error.message}`;
    throw new ServiceError('OUTCOME_UNKNOWN', message, { cause: error, retryable: true });
  }
}

function digestOf({ clientToken: _, ...input }: Launch): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64');
}
