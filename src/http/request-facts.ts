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
  private readonly timeoutMs: number;
  private made: AbortSignal | undefined;

  /** @param mostMs the longest that a request may take */
  constructor(
    request: Request,
    private readonly response: Response,
    mostMs: number,
  ) {
    this.caller = callerOf(response);
    this.requestId = requestIdOf(response);
    const wished = request.headers['x-request-timeout-ms'];
    this.timeoutMs = wished === undefined ? mostMs : Math.min(timeoutFrom(String(wished)), mostMs);
  }

  /** Made when it is asked for, which is before EC2 is: a signal takes longer to make than many an answer. */
  get signal(): AbortSignal {
    this.made ??= requestSignal(this.response, this.timeoutMs);
    return this.made;
  }
}

function timeoutFrom(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1) return Number(text);
  const expected = 'a whole number of milliseconds from 1';
  throw new Failure('BAD_USER_INPUT', `X-Request-Timeout-Ms: expected ${expected}, got '${text}'`);
}
