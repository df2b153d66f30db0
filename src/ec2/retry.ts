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
const THROTTLING: Patience = { attempts: 8, firstPauseMs: 1000 };
/** A change of which nobody knows whether it took place is asked for again until somebody does. */
const UNCLEAR: Patience = { attempts: 8, firstPauseMs: 100 };
const FAILURE: Patience = { attempts: 3, firstPauseMs: 100 };
/** The SDK has set its clock by EC2's: if that was all, the next attempt goes through at once. */
const CLOCK: Patience = { attempts: 2, firstPauseMs: 0 };
const LONGEST_PAUSE_MS = 5000;

/** The failed attempts at one call, by which its repetitions are decided. */
export class Attempts {
  /** The failure of an attempt that may have been carried out for all that is known. */
  private unclear: ServiceError | undefined;
  private last: ServiceError | undefined;
  /** Each kind of failure has its own count: to have been throttled says nothing of the line. */
  private failures: Map<Patience, number> | undefined;

  constructor(private readonly isRepeatable: boolean) {}

  /**
   * Takes down a failure. Gives how long the pause before another attempt may be, in milliseconds; undefined where there is
   * to be none.
   */
  failed(error: ServiceError): number | undefined {
    this.last = error;
    if (error.code === 'OUTCOME_UNKNOWN') this.unclear = error;
    const patience = patienceWith(error, this.unclear !== undefined);
    this.failures ??= new Map();
    const count = (this.failures.get(patience) ?? 0) + 1;
    this.failures.set(patience, count);
    const mayRepeat = this.isRepeatable || error.code !== 'OUTCOME_UNKNOWN';
    if (count >= patience.attempts || !isWorthRepeating(error) || !mayRepeat) return undefined;
    return Math.min(patience.firstPauseMs * 2 ** (count - 1), LONGEST_PAUSE_MS);
  }

  /** What there is to tell when no other attempt follows; undefined where none has failed. */
  get telling(): ServiceError | undefined {
    const { unclear, last } = this;
    return unclear !== undefined && last !== undefined && saysNothingOfEarlier(last) ? unclear : last;
  }
}

/**
 * Repeats what EC2 throttled, lost or failed at, with exponential back-off and full jitter, until the caller's
 * deadline. The only retries of EC2 calls, beside the lanes' of merged ones: the SDK's are off. A lack of capacity is for the
 * caller to answer, with another type or zone: repeating it blindly only spends the budget.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  isRepeatable: boolean,
  pacing: Pacing,
  signal: AbortSignal,
): Promise<T> {
  const attempts = new Attempts(isRepeatable);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const longestMs = attempts.failed(error);
      const { telling } = attempts;
      if (longestMs === undefined || signal.aborted) throw telling;
      await pacing.delay(pacing.random() * longestMs, signal).catch(() => Promise.reject(telling));
    }
  }
}

function patienceWith({ code, ec2 }: ServiceError, isUnclear: boolean): Patience {
  if (code === 'THROTTLED') return THROTTLING;
  if (ec2 && BEFORE_THE_ACTION.has(ec2.code)) return CLOCK;
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
