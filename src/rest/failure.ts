import { STATUS_CODES } from 'node:http';
import type { Request, Response } from 'express';
import type { ErrorCode } from '../errors.js';

/** The status of each error. */
export const STATUSES: Readonly<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  INSTANCE_NOT_FOUND: 404,
  INVALID_STATE: 408,
  CAPACITY: 408,
  QUOTA: 408,
  IDEMPOTENCY_MISMATCH: 409,
  THROTTLED: 408,
  TIMEOUT: 408,
  OUTCOME_UNKNOWN: 504,
  WAIT_TIMEOUT: 408,
  STATE_UNREACHABLE: 409,
  UNAVAILABLE: 503,
  UPSTREAM: 408,
  INTERNAL_SERVER_ERROR: 500,
};

export interface FailureDetails {
  /** Where the code alone does not decide it. */
  readonly status?: number;
  readonly ec2Code?: string | undefined;
  readonly ec2RequestId?: string | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** An error of an execution, or of one id in its data, in one form. */
export interface ReportedError extends FailureDetails {
  readonly code: string;
  readonly message: string;
  /** The GraphQL argument at fault. */
  readonly argument?: string | undefined;
}

/** An answer other than 200. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: FailureDetails;

  constructor(code: ErrorCode, message: string, details: FailureDetails = {}) {
    super(message);
    this.code = code;
    this.status = details.status ?? STATUSES[code];
    this.details = details;
  }
}

/** Answers with the failure: a JSON string, or RFC 9457's document for those who ask for it. */
export function sendFailure(request: Request, response: Response, failure: Failure): void {
  const { status, message, details } = failure;
  if (details.retryAfterSeconds !== undefined) response.set('Retry-After', String(details.retryAfterSeconds));
  response.status(status);
  if (!asksForProblem(request)) {
    response.json(message);
    return;
  }
  response.type(PROBLEM);
  response.send(JSON.stringify(problemOf(failure)));
}

export const PROBLEM = 'application/problem+json';

export function asksForProblem(request: Request): boolean {
  return request.accepts(['application/json', PROBLEM]) === PROBLEM;
}

/** The document of RFC 9457. */
export function problemOf({ status, message, code, details }: Failure): object {
  const { ec2Code, ec2RequestId, retryable = false, retryAfterSeconds } = details;
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail: message, code };
  return { ...problem, ec2Code, ec2RequestId, retryable, retryAfterSeconds };
}
