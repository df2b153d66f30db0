import { once } from 'node:events';
import type { Server } from 'node:http';

export interface DrainOptions {
  /** How long it is announced before connections are refused, so that a load balancer has noticed. */
  readonly delayMs: number;
  /** How long requests under way may take before their connections are cut. */
  readonly timeoutMs: number;
  delay(ms: number): Promise<void>;
  readonly webSockets?: {
    /** Closes each after the answers that it waits for. */
    close(): void;
    /** Cuts off those that are still open. */
    terminate(): void;
  };
}

/** Stops a server whose answers already say that it is shutting down: what was accepted is answered first. */
export async function drain(
  server: Server,
  { delayMs, timeoutMs, delay, webSockets }: DrainOptions,
): Promise<void> {
  await delay(delayMs);
  const closed = once(server, 'close');
  // Those that are idle are closed at once, the others as soon as their answer is sent.
  server.keepAliveTimeout = 1;
  server.close();
  webSockets?.close();
  await Promise.race([closed, delay(timeoutMs)]);
  server.closeAllConnections();
  webSockets?.terminate();
  await closed;
}
