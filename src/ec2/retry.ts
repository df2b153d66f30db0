import { ServiceError } from '../errors.js';

/** How time passes between attempts; injected, so that tests need not wait. */
export interface Pacing {
  /** Resolves after so many milliseconds, or rejects as soon as the signal aborts. */
  delay(ms: number, signal: AbortSignal): Promise<void>;
  /** A number from 0 up to 1. */
  random(): number;
}

/** How often a call is made in all, and how long the first pause may be; each further one may be twice as long. */
interface Patience {
  readonly attempts: number;
  readonly firstPauseMs: number;
}

/** EC2's throttling passes with time, so it is waited out. */
export const THROTTLING: Patience = { attempts: 8, firstPauseMs: 1000 };
/** A change of which nobody knows whether it took place is asked for again until somebody does. */
const UNCLEAR: Patience = { attempts: 8, firstPauseMs: 100 };
const FAILURE: Patience = { attempts: 3, firstPauseMs: 100 };
const LONGEST_PAUSE_MS = 5000;

/** How long to wait after so many failures of one kind, with full jitter. */
export function pauseAfter(failures: number, { firstPauseMs }: Patience, random: () => number): number {
  return random() * Math.min(firstPauseMs * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}

/**
 * Repeats what EC2 throttled, lost or failed at, with exponential back-off and full jitter, until the caller's
 * deadline. The only retries of EC2 calls, beside the lanes' of batches: the SDK's are off. A lack of capacity is for the
 * caller to answer, with another type or zone: repeating it blindly only spends the budget.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  mayRepeat: (error: ServiceError) => boolean,
  pacing: Pacing,
  signal: AbortSignal,
): Promise<T> {
  let unclear: ServiceError | undefined;
  /** Each kind of failure has its own count: to have been throttled says nothing of the line. */
  const failures = new Map<Patience, number>();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.code === 'OUTCOME_UNKNOWN') unclear = error;
      const telling = unclear !== undefined && saysNothingOfEarlier(error) ? unclear : error;
      const patience = patienceWith(error, unclear !== undefined);
      const count = (failures.get(patience) ?? 0) + 1;
      failures.set(patience, count);
      const worthIt = count < patience.attempts && isWorthRepeating(error) && mayRepeat(error);
      if (!worthIt || signal.aborted) throw telling;
      const pause = pauseAfter(count, patience, pacing.random);
      await pacing.delay(pause, signal).catch(() => Promise.reject(telling));
    }
  }
}

function patienceWith({ code }: ServiceError, isUnclear: boolean): Patience {
  if (code === 'THROTTLED') return THROTTLING;
  return isUnclear ? UNCLEAR : FAILURE;
}

/**
 * What EC2 says before it looks at the action: who asks, and how often. It says nothing of what became of an attempt
 * before. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const BEFORE_THE_ACTION = new Set([
  'AuthFailure',
  'Blocked',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSecurity',
  'MissingAuthenticationToken',
  'OptInRequired',
  'PendingVerification',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnauthorizedOperation',
  'UnrecognizedClientException',
]);

function saysNothingOfEarlier({ code, ec2 }: ServiceError): boolean {
  return code === 'THROTTLED' || ec2 === undefined || BEFORE_THE_ACTION.has(ec2.code);
}

function isWorthRepeating(error: ServiceError): boolean {
  return error.retryable && error.code !== 'CAPACITY';
}
