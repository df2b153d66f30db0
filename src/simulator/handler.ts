import type { Simulator } from './simulator.js';

/** Of the AWS SDK's HTTP request, what the simulator reads. */
interface SdkRequest {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

interface SdkOptions {
  readonly abortSignal?: AbortSignal;
  /** Milliseconds; 0 and undefined for no limit. */
  readonly requestTimeout?: number;
}

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Buffer.from(body).toString() : '';
}

function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

const aborted = (): Error => namedError('AbortError', 'Request aborted');

/** Runs a request, and gives it up when the caller does or its time is over. */
async function bounded<T>(
  run: (signal: AbortSignal) => Promise<T>,
  abortSignal: AbortSignal | undefined,
  timeoutMs: number,
): Promise<T> {
  const controller = new AbortController();
  const onAbort = () => controller.abort(aborted());
  const onTimeout = () => {
    const message = `a request has exceeded the configured ${timeoutMs} ms requestTimeout.`;
    controller.abort(namedError('TimeoutError', message));
  };
  abortSignal?.addEventListener('abort', onAbort, { once: true });
  const timer = timeoutMs > 0 ? setTimeout(onTimeout, timeoutMs) : undefined;
  try {
    return await run(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    abortSignal?.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}

/** Node's own handler of the SDK gives broken connections the name by which they are retried. */
function asTransient(error: unknown): unknown {
  const isReset = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
  return isReset ? Object.assign(error, { name: 'TimeoutError' }) : error;
}

/**
 * A `requestHandler` for a client of the AWS SDK for JavaScript, version 3, by which it reaches the simulator in
 * the same process and without a socket. A request that runs out of time, or breaks off, fails with an error
 * named TimeoutError; one that is aborted with one named AbortError.
 */
export function inProcessHandler(simulator: Simulator) {
  const config: { requestTimeout?: number } = {};
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest, { abortSignal, requestTimeout }: SdkOptions = {}) {
      const wire = { headers: request.headers, body: bodyText(request.body) };
      const timeoutMs = requestTimeout ?? config.requestTimeout ?? 0;
      const run = (signal?: AbortSignal) => simulator.respond(wire, signal);
      if (abortSignal?.aborted) throw aborted();
      try {
        const isBounded = abortSignal !== undefined || timeoutMs > 0;
        return { response: await (isBounded ? bounded(run, abortSignal, timeoutMs) : run()) };
      } catch (error) {
        throw asTransient(error);
      }
    },
    destroy(): void {
      // There is no connection to close.
    },
    updateHttpClientConfig(key: string, value: unknown): void {
      if (key === 'requestTimeout' && typeof value === 'number') config.requestTimeout = value;
    },
    httpHandlerConfigs: () => config,
  };
}
