import { createHash } from 'node:crypto';
import { ServiceError } from '../errors.js';
import type { Ec2, Launch } from './ec2.js';
import { launchedWith } from './settled-later.js';

/** For how long a token is held to its launch. */
const MEMORY_MS = 24 * 3600_000;

/**
 * Holds a launch to its client token where EC2 does not. EC2 scopes a token to the zone where one is given, so that the
 * same token would launch again in another; here another input is refused, as long as this process remembers. And EC2
 * refuses the token of a launch with a terminated instance; here it is answered with the same ids.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function launchedOnce(ec2: Ec2, now: () => number): Ec2 {
  /** What each token was used for, the oldest first. */
  const used = new Map<string, { readonly digest: string; readonly at: number }>();

  /** Before anything is sent: of two inputs at once only one may go. True where the token is new. */
  const bind = ({ clientToken }: Launch, digest: string): boolean => {
    for (const [token, { at }] of used) {
      if (now() - at <= MEMORY_MS) break;
      used.delete(token);
    }
    const before = used.get(clientToken);
    if (before !== undefined && before.digest !== digest) throw mismatch();
    if (before === undefined) used.set(clientToken, { digest, at: now() });
    return before === undefined;
  };

  return {
    ...ec2,
    async runInstances(launch, call) {
      if (launch.dryRun) return ec2.runInstances(launch, call);
      const isNew = bind(launch, digestOf(launch));
      try {
        return await ec2.runInstances(launch, call);
      } catch (error) {
        const { code, ec2: said } = error instanceof ServiceError ? error : { code: '', ec2: undefined };
        if (said?.code === 'IdempotentInstanceTerminated') {
          const instances = await launchedWith(ec2, launch, call);
          return { id: instances[0]?.reservationId ?? null, instances };
        }
        // EC2 binds a token only to a launch that it has carried out.
        if (isNew && code !== 'OUTCOME_UNKNOWN') used.delete(launch.clientToken);
        throw error;
      }
    },
  };
}

function digestOf({ clientToken: _, ...input }: Launch): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64');
}

function mismatch(): ServiceError {
  return new ServiceError('IDEMPOTENCY_MISMATCH', 'the idempotency key was used before with another input');
}
