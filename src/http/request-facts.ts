import type { Request, Response } from 'express';
import type { Caller } from '../auth/caller.js';
import type { RequestFacts } from '../context.js';
import { Failure } from '../rest/failure.js';
import { callerOf } from './authenticate.js';
import { requestIdOf } from './request-id.js';
import { requestSignal } from './request-signal.js';

/** What is known of a request by its connection and headers. Throws a Failure where these are wrong. */
export class HttpRequestFacts implements RequestFacts {
  readonly caller: Caller;
  readonly requestId: string;
  /** What the client wishes, if it does. */
  private readonly wishedMs: number;
  private made: AbortSignal | undefined;

  constructor(
    request: Request,
    private readonly response: Response,
    /** The longest that a request may take that does not wait. */
    private readonly mostMs: number,
  ) {
    this.caller = callerOf(response);
    this.requestId = requestIdOf(response);
    const wished = request.headers['x-request-timeout-ms'];
    this.wishedMs = wished === undefined ? Number.POSITIVE_INFINITY : timeoutFrom(String(wished));
  }

  /** Made when it is asked for, which is before EC2 is: a signal takes longer to make than many an answer. */
  get signal(): AbortSignal {
    this.made ??= requestSignal(this.response, Math.min(this.wishedMs, this.mostMs));
    return this.made;
  }

  get lastingSignal(): AbortSignal {
    return requestSignal(this.response, this.wishedMs);
  }
}

function timeoutFrom(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1) return Number(text);
  const expected = 'a whole number of milliseconds from 1';
  throw new Failure('BAD_USER_INPUT', `X-Request-Timeout-Ms: expected ${expected}, got '${text}'`);
}
