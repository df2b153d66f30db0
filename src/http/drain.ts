import { once } from 'node:events';
import type { Server } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

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

/** Of the announcement: where the event loop stood still, nobody could hear it, and that counts for one step alone. */
const STEPS = 10;

/** Of the event loop: in the first a connection is accepted, in the next what came over it is read. */
const TURNS = 3;

/** Stops a server whose answers already say that it is shutting down: what was accepted is answered first. */
export async function drain(
  server: Server,
  { delayMs, timeoutMs, delay, webSockets }: DrainOptions,
): Promise<void> {
  for (let step = 0; step < STEPS; step++) await delay(delayMs / STEPS);
  // Timers come before what has arrived; a connection whose request is not read yet would count as idle, and be reset.
  for (let turn = 0; turn < TURNS; turn++) await nextTurn();
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
