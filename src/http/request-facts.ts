import { setMaxListeners } from 'node:events';
import type { Request, Response } from 'express';
import type { RequestFacts } from '../context.js';
import { requestIdOf } from './request-id.js';

/** What is known of a request by its connection and headers. */
export class HttpRequestFacts implements RequestFacts {
  readonly caller: string;
  readonly requestId: string;
  private deadline: AbortSignal | undefined;

  constructor(
    request: Request,
    response: Response,
    private readonly timeoutMs: number,
  ) {
    this.caller = request.socket.remoteAddress ?? 'unknown';
    this.requestId = requestIdOf(response);
  }

  /** Made when it is asked for, which is before EC2 is: a signal takes longer to make than many an answer. */
  get signal(): AbortSignal {
    if (this.deadline === undefined) {
      this.deadline = AbortSignal.timeout(this.timeoutMs);
      // Every id that a request asks for listens to it.
      setMaxListeners(0, this.deadline);
    }
    return this.deadline;
  }
}
