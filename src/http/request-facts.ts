import type { Request, Response } from 'express';
import type { Caller } from '../auth/caller.js';
import type { RequestFacts } from '../context.js';
import { callerOf } from './authenticate.js';
import { requestIdOf } from './request-id.js';
import { requestSignal } from './request-signal.js';

/** What is known of a request by its connection and headers. */
export class HttpRequestFacts implements RequestFacts {
  readonly caller: Caller;
  readonly requestId: string;
  private made: AbortSignal | undefined;

  constructor(
    _request: Request,
    private readonly response: Response,
    private readonly timeoutMs: number,
  ) {
    this.caller = callerOf(response);
    this.requestId = requestIdOf(response);
  }

  /** Made when it is asked for, which is before EC2 is: a signal takes longer to make than many an answer. */
  get signal(): AbortSignal {
    this.made ??= requestSignal(this.response, this.timeoutMs);
    return this.made;
  }
}
