import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { type ErrorCode, ServiceError } from '../errors.js';
import type { Access } from './actions.js';

interface Meaning {
  readonly code: ErrorCode;
  readonly retryable?: true;
  readonly retryAfterSeconds?: number;
}

const NOT_FOUND: Meaning = { code: 'INSTANCE_NOT_FOUND' };
const INVALID_STATE: Meaning = { code: 'INVALID_STATE' };
const CAPACITY: Meaning = { code: 'CAPACITY', retryable: true };
const QUOTA: Meaning = { code: 'QUOTA' };
/** EC2's buckets give at least two tokens a second, so a second later there is one again. */
const THROTTLED: Meaning = { code: 'THROTTLED', retryable: true, retryAfterSeconds: 1 };

/**
 * What EC2's error codes mean to callers. Any other refusal is UPSTREAM.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  'InvalidInstanceID.NotFound': NOT_FOUND,
  'InvalidInstanceID.Malformed': NOT_FOUND,
  IncorrectInstanceState: INVALID_STATE,
  IncorrectState: INVALID_STATE,
  InsufficientInstanceCapacity: CAPACITY,
  InsufficientCapacity: CAPACITY,
  InsufficientHostCapacity: CAPACITY,
  InsufficientReservedInstanceCapacity: CAPACITY,
  InstanceLimitExceeded: QUOTA,
  VcpuLimitExceeded: QUOTA,
  ResourceCountExceeded: QUOTA,
  MaxSpotInstanceCountExceeded: QUOTA,
  IdempotentParameterMismatch: { code: 'IDEMPOTENCY_MISMATCH' },
  RequestLimitExceeded: THROTTLED,
  Throttling: THROTTLED,
  ThrottlingException: THROTTLED,
  RequestThrottled: THROTTLED,
  RequestThrottledException: THROTTLED,
  EC2ThrottledException: THROTTLED,
  RequestExpired: { code: 'UPSTREAM', retryable: true },
};

/** What EC2 says, too, of a request that is dated by a wrong clock, and of one by wrong credentials. */
const BY_CLOCK_OR_CREDENTIALS = new Set(['AuthFailure', 'SignatureDoesNotMatch']);

/** Failures of the connection that come before a byte of the request is sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

/** The SDK found no credentials or could not load them; nothing was sent. */
const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** What an error thrown by the SDK means to the caller. */
export function toServiceError(error: unknown, access: Access): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof EC2ServiceException) return refusal(error) ?? unclear(error, access);
  const { name, code, message } = describeError(error);
  if (NO_CREDENTIALS.has(name)) {
    return new ServiceError('UPSTREAM', `no usable AWS credentials: ${message}`, { cause: error });
  }
  // Half a surrogate pair has no UTF-8.
  if (name === 'URIError') {
    return new ServiceError('BAD_USER_INPUT', 'expected texts of whole characters', { cause: error });
  }
  if (NEVER_SENT.has(code)) {
    return new ServiceError('TIMEOUT', `EC2 could not be reached: ${message}`, {
      cause: error,
      retryable: true,
    });
  }
  return unclear(error, access);
}

/** What EC2 refused, undefined where its answer does not say whether anything was done. */
function refusal(error: EC2ServiceException): ServiceError | undefined {
  const { httpStatusCode = 500 } = error.$metadata;
  if (httpStatusCode === 429)
    return new ServiceError('THROTTLED', error.message, { ...THROTTLED, cause: error });
  // Without a code it is not EC2 that speaks, but something in between.
  if (error.name === 'Unknown') return undefined;
  const meaning = MEANINGS[error.name] ?? (httpStatusCode < 500 ? meaningOfOther(error) : undefined);
  if (meaning === undefined) return undefined;
  return new ServiceError(meaning.code, error.message, { ...meaning, cause: error, ec2: ec2Part(error) });
}

/** The SDK sets the clock that it dates requests by where the answer shows it to be wrong. */
function meaningOfOther({ name, $metadata }: EC2ServiceException): Meaning {
  const isClockSet = 'clockSkewCorrected' in $metadata && BY_CLOCK_OR_CREDENTIALS.has(name);
  return isClockSet ? { code: 'UPSTREAM', retryable: true } : { code: 'UPSTREAM' };
}

/** A lost, broken or 5xx answer: a read may simply be repeated, of a change nobody knows whether it took place. */
function unclear(error: unknown, access: Access): ServiceError {
  const ec2 = error instanceof EC2ServiceException ? ec2Part(error) : undefined;
  const options = { cause: error, ec2, retryable: true };
  const reason = ec2 ? `EC2 failed: ${describeError(error).message}` : 'EC2 gave no usable answer in time';
  if (access === 'write') return new ServiceError('OUTCOME_UNKNOWN', reason, options);
  return new ServiceError(ec2 ? 'UPSTREAM' : 'TIMEOUT', reason, options);
}

/** The SDK calls an answer without an error code `Unknown`: then EC2 said nothing that could be told. */
function ec2Part(error: EC2ServiceException) {
  if (error.name === 'Unknown') return undefined;
  return { code: error.name, requestId: error.$metadata.requestId };
}

function describeError(error: unknown): { name: string; code: string; message: string } {
  if (!(error instanceof Error)) return { name: '', code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { name: error.name, code, message: error.message };
}
