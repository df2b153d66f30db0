/** What can go wrong, as callers see it: `errors[].extensions.code` in GraphQL, `code` in problem documents. */
export const ERROR_CODES = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'INSTANCE_NOT_FOUND',
  'INVALID_STATE',
  'CAPACITY',
  'QUOTA',
  'IDEMPOTENCY_MISMATCH',
  'THROTTLED',
  'TIMEOUT',
  'OUTCOME_UNKNOWN',
  'WAIT_TIMEOUT',
  'STATE_UNREACHABLE',
  'UNAVAILABLE',
  'UPSTREAM',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What EC2 itself said: its error code, as in `InvalidAMIID.NotFound`, and the id of its answer. */
export interface Ec2Refusal {
  readonly code: string;
  readonly requestId: string | undefined;
}

export interface ServiceErrorOptions {
  readonly cause?: unknown;
  readonly ec2?: Ec2Refusal | undefined;
  /** Whether the same request may succeed when it is sent again unchanged. */
  readonly retryable?: boolean;
  readonly retryAfterSeconds?: number;
  /** The argument at fault, by its GraphQL name. */
  readonly argument?: string;
  /** The key with which a launch whose outcome is not known is repeated safely. */
  readonly idempotencyKey?: string;
}

/** A failure that callers may know of; anything else that is thrown is masked. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly ec2: Ec2Refusal | undefined;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly argument: string | undefined;
  readonly idempotencyKey: string | undefined;

  constructor(code: ErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.ec2 = options.ec2;
    this.retryable = options.retryable ?? false;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.argument = options.argument;
    this.idempotencyKey = options.idempotencyKey;
  }
}

/** A bad argument: `expected` says what it should have been and names no other argument, as each door has its own names. */
export function badInput(argument: string, expected: string): ServiceError {
  return new ServiceError('BAD_USER_INPUT', `${argument}: ${expected}`, { argument });
}

/** The id is unknown to EC2, or is not of the form of an instance id, so that EC2 cannot know it. */
export function instanceNotFound(id: string, cause?: ServiceError): ServiceError {
  return new ServiceError('INSTANCE_NOT_FOUND', `The instance ID '${id}' does not exist`, {
    cause,
    ec2: cause?.ec2,
  });
}
