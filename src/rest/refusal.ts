import { ERROR_CODES, type ErrorCode } from '../errors.js';
import type { ExecutionError } from './execute.js';
import { Failure, type ReportedError } from './failure.js';
import { nameOf } from './parameters.js';
import { KEY, type Route } from './route.js';

/** An error of the execution as a whole. */
export function reported({ message, extensions = {} }: ExecutionError): ReportedError {
  const { ec2, ...rest } = extensions as Partial<ReportedError> & {
    readonly ec2?: { readonly code: string; readonly requestId?: string };
  };
  return {
    code: 'INTERNAL_SERVER_ERROR',
    ...rest,
    message,
    ec2Code: ec2?.code,
    ec2RequestId: ec2?.requestId,
  };
}

/** The documented answer to an error. */
export function toFailure(error: ReportedError, route: Route): Failure {
  const code = isErrorCode(error.code) ? error.code : 'INTERNAL_SERVER_ERROR';
  const { ec2Code, ec2RequestId, retryable, retryAfterSeconds } = error;
  return new Failure(code, wording(code, error, route), {
    ec2Code: ec2Code ?? undefined,
    ec2RequestId: ec2RequestId ?? undefined,
    retryable,
    retryAfterSeconds: retryAfterSeconds ?? undefined,
  });
}

function wording(code: ErrorCode, { message, argument, ec2Code }: ReportedError, route: Route): string {
  switch (code) {
    case 'INSTANCE_NOT_FOUND':
      return 'Instance ID not found';
    case 'BAD_USER_INPUT':
      return argument ? nameFor(argument, route) + message.slice(argument.length) : message;
    case 'UNAUTHENTICATED':
    case 'FORBIDDEN':
    case 'IDEMPOTENCY_MISMATCH':
    case 'WAIT_TIMEOUT':
    case 'STATE_UNREACHABLE':
    case 'UNAVAILABLE':
      return message;
    case 'INTERNAL_SERVER_ERROR':
      return 'Internal server error';
    default: {
      const repeat =
        code === 'OUTCOME_UNKNOWN' && route.keyed ? `; repeat with the ${KEY.header} of this answer` : '';
      return `${route.refusal}: ${ec2Code ?? code}: ${message}${repeat}`;
    }
  }
}

/** Messages begin with the argument at fault, by its GraphQL name. */
function nameFor(argument: string, route: Route): string {
  return argument === KEY.argument ? KEY.header : nameOf(route.parameters, argument);
}

function isErrorCode(code: string): code is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(code);
}
