import { setMaxListeners } from 'node:events';
import { ServiceError } from '../errors.js';
import { deadlineAfter } from './bounded-signal.js';
import type { Clock } from './clock.js';
import type { Call, Ec2, Instance, InstanceState, Outcome, Outcomes } from './ec2.js';
import { Ticks } from './ticks.js';

/** A change of state that a poll has seen. */
export interface InstanceChange {
  readonly id: string;
  readonly previousState: InstanceState;
  readonly currentState: InstanceState;
  /** When it was seen. */
  readonly at: Date;
  readonly instance: Instance;
}

export interface Wait {
  readonly id: string;
  readonly state: InstanceState;
  readonly timeoutMs: number;
}

export interface WatchOptions {
  readonly ec2: Pick<Ec2, 'describeInstances'>;
  readonly clock: Clock;
  readonly intervalMs: number;
}

/**
 * Looks at instances again and again for those who wait for a state or follow the changes of it. All of them ask at the same
 * moments, a first time at once, and what is asked for at one moment goes to EC2 together: a thousand watchers cost as many
 * calls as one who asks for a thousand instances. Where nobody watches, nothing is asked.
 */
export class Watch {
  private readonly ticks: Ticks;
  private readonly end = new AbortController();

  constructor(private readonly options: WatchOptions) {
    this.ticks = new Ticks(options.clock, options.intervalMs);
    // All who wait listen to it.
    setMaxListeners(0, this.end.signal);
  }

  /** Who waits, now or later, hears that the service shuts down. */
  stop(): void {
    this.end.abort();
  }

  /**
   * The instance, once it is in the state. Throws WAIT_TIMEOUT where it is not in time, STATE_UNREACHABLE as soon as it can no
   * longer get there, and what EC2 refuses. A failure that may pass is none until the time is over.
   */
  async inState({ id, state, timeoutMs }: Wait, call: Call): Promise<Instance> {
    const { clock } = this.options;
    const deadline = deadlineAfter(timeoutMs, clock, [call.signal, this.end.signal]);
    let seen: Outcome<Instance> | undefined;
    try {
      for await (const outcomes of this.looks([id], withSignal(call, deadline.signal))) {
        seen = outcomes.get(id) as Outcome<Instance>;
        if (seen instanceof ServiceError) {
          if (!seen.retryable) throw seen;
        } else if (seen.state === state) {
          return seen;
        } else if (!canReach(seen.state, state)) {
          throw unreachable(seen, state);
        }
      }
    } finally {
      deadline.end();
    }
    if (this.end.signal.aborted) throw shuttingDown();
    const within = call.signal.aborted
      ? 'before the deadline of the request'
      : `within ${timeoutMs / 1000} s`;
    throw timedOut(`${id} was not ${state} ${within}`, seen);
  }

  /**
   * The changes of state from now on, in the order in which they are seen; ends once all of the instances are terminated or gone,
   * or the call is given up. Throws what EC2 refuses, INSTANCE_NOT_FOUND of one that it does not know from the beginning too.
   */
  async *changes(ids: readonly string[], call: Call): AsyncGenerator<InstanceChange, void> {
    const states = new Map<string, InstanceState>();
    const left = new Set(ids);
    for await (const outcomes of this.looks(left, call)) {
      const at = new Date(this.options.clock.now());
      for (const [id, seen] of outcomes) {
        if (seen instanceof ServiceError) {
          if (seen.code === 'INSTANCE_NOT_FOUND' && states.has(id)) left.delete(id);
          else if (!seen.retryable) throw seen;
          continue;
        }
        const previousState = states.get(id);
        const { state: currentState } = seen;
        states.set(id, currentState);
        if (currentState === 'terminated') left.delete(id);
        if (previousState !== undefined && previousState !== currentState)
          yield { id, previousState, currentState, at, instance: seen };
      }
    }
  }

  /** What EC2 knows of the instances, at once and at each of the shared moments, while there are any left and the call lasts. */
  private async *looks(ids: Iterable<string>, call: Call): AsyncGenerator<Outcomes<Instance>, void> {
    const { signal } = call;
    while (!signal.aborted) {
      // Before EC2 is asked: the time that it takes is a part of the interval.
      const next = this.ticks.next();
      const outcomes = await this.options.ec2.describeInstances([...ids], call);
      if (signal.aborted) return;
      yield outcomes;
      if ([...ids].length === 0) return;
      await firstOf(next, signal);
    }
  }
}

/** EC2 lets all others be started and stopped again. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
const ENDING: readonly InstanceState[] = ['shutting-down', 'terminated'];

function canReach(from: InstanceState, to: InstanceState): boolean {
  return !ENDING.includes(from) || ENDING.indexOf(to) > ENDING.indexOf(from);
}

function unreachable({ id, state, stateReason }: Instance, wanted: InstanceState): ServiceError {
  const reason = stateReason ? ` (${stateReason.message})` : '';
  return new ServiceError('STATE_UNREACHABLE', `${id} is ${state}${reason} and can no longer be ${wanted}`);
}

function timedOut(what: string, seen: Outcome<Instance> | undefined): ServiceError {
  return new ServiceError('WAIT_TIMEOUT', `${what}: ${lastOf(seen)}`, {
    retryable: true,
    cause: seen instanceof ServiceError ? seen : undefined,
  });
}

function lastOf(seen: Outcome<Instance> | undefined): string {
  if (seen === undefined) return 'EC2 did not answer';
  return seen instanceof ServiceError ? seen.message : `it is ${seen.state}`;
}

function shuttingDown(): ServiceError {
  return new ServiceError('UNAVAILABLE', 'The service is shutting down', {
    retryable: true,
    retryAfterSeconds: 1,
  });
}

function withSignal({ caller, requestId, ledger }: Call, signal: AbortSignal): Call {
  return { caller, requestId, ledger, signal };
}

function firstOf(next: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    void next.then(end);
  });
}
