import { setMaxListeners } from 'node:events';
import { RequestLedger } from '../../src/context.js';
import type { Budget } from '../../src/ec2/budget.js';
import { coalesced } from '../../src/ec2/coalesced.js';
import { Governor } from '../../src/ec2/governor.js';
import type { Observer } from '../../src/ec2/observer.js';
import { sdkEc2 } from '../../src/ec2/sdk.js';
import { inProcessClient } from '../../src/ec2/sdk-client.js';
import { sender } from '../../src/ec2/sdk-send.js';
import { ManualClock } from './clock.js';
import { type Reaction, reactingTransport } from './ec2-transport.js';
import { anObserver } from './observers.js';

/** What EC2 is asked: its action, the instances and what else there is. */
export interface Asked {
  readonly action: string;
  readonly ids: readonly string[];
  readonly form: Readonly<Record<string, string>>;
}

/**
 * All that is between the callers and EC2 in one region: lanes, budget, repetitions and the real SDK, over an EC2 that reacts
 * as the test says, and time that the test moves.
 */
export function mergedEc2(
  react: (asked: Asked, n: number) => Reaction | Promise<Reaction>,
  budget: Budget = {},
  watch: Partial<Observer> = {},
) {
  const clock = new ManualClock();
  const asked: Asked[] = [];
  const { handler } = reactingTransport((form) => {
    const ids = Object.entries(form).filter(([name]) =>
      /^(InstanceId|InstanceType|Filter\.1\.Value)\./.test(name),
    );
    const one = { action: form.Action ?? '', ids: ids.map(([, id]) => id), form };
    asked.push(one);
    return react(one, asked.length);
  });
  const governor = new Governor(budget, clock);
  const observer = anObserver(watch);
  const send = sender(inProcessClient('us-east-1', handler), {
    timeoutMs: 60_000,
    pacing: clock,
    governor,
    observer,
  });
  const ec2 = coalesced(sdkEc2('us-east-1', send), { governor, clock, observer });
  /** Lets time pass, and the SDK do what it does in many turns. */
  const pass = async (ms = 0) => {
    for (let n = 0; n < 20; n++) await clock.advance(0);
    await clock.advance(ms);
    for (let n = 0; n < 20; n++) await clock.advance(0);
  };
  return { ec2, clock, asked, pass };
}

/** A request of a caller, which may give up. */
export function aRequest(caller = 'me') {
  const deadline = new AbortController();
  setMaxListeners(0, deadline.signal);
  const call = { caller, requestId: 'request-1', signal: deadline.signal, ledger: new RequestLedger() };
  const timeOut = () => deadline.abort(new DOMException('too late', 'TimeoutError'));
  return { call, timeOut, hangUp: () => deadline.abort() };
}
