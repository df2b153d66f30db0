import type {
  $Command,
  EC2Client,
  EC2ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-ec2';
import { ACTIONS, type Access, type Action } from './actions.js';
import type { Clock } from './clock.js';
import { deadlinePassed, isDeadline } from './deadline.js';
import type { Call } from './ec2.js';
import type { Governor } from './governor.js';
import type { Observer } from './observer.js';
import { Payment, type Price } from './payment.js';
import { type Pacing, withRetries } from './retry.js';
import { toServiceError } from './sdk-errors.js';

type Ec2Command<I extends ServiceInputTypes, O extends ServiceOutputTypes> = $Command<
  I,
  O,
  EC2ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/**
 * Sends one EC2 call within the budget, and repeats it where that is safe. The bucket of its token is the one by the
 * action's name where the price does not say. Rejects with a ServiceError.
 */
export type Send = <I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  action: Action,
  command: Ec2Command<I, O>,
  call: Call,
  price?: Partial<Price>,
) => Promise<O>;

export interface SendOptions {
  /** How long one attempt may take. */
  readonly timeoutMs: number;
  readonly pacing: Pacing & Pick<Clock, 'now'>;
  readonly governor: Governor;
  readonly observer: Observer;
}

export function sender(client: EC2Client, { timeoutMs, pacing, governor, observer }: SendOptions): Send {
  return async (action, command, call, { instances = 0, bucket = action } = {}) => {
    const { access, repeatable } = ACTIONS[action];
    const told = (requestId: string | undefined) => {
      if (requestId !== undefined) call.ledger.answered(action, requestId);
    };
    const payment = new Payment(governor, { bucket, instances }, call);
    const attempt = async () => {
      if (call.signal.aborted) throw deadlinePassed();
      const waited = await payment.pay();
      if (waited !== undefined) observer.waited(action, waited);
      const sentAt = pacing.now();
      call.ledger.record(action);
      try {
        const output = await within(timeoutMs, call.signal, access, (abortSignal) =>
          client.send(command, { abortSignal }),
        );
        observer.called(action);
        payment.spent();
        told(output.$metadata?.requestId);
        return output;
      } catch (error) {
        const failure = toServiceError(error, access);
        observer.called(action, failure);
        payment.failed(failure, sentAt);
        told(failure.ec2?.requestId);
        throw failure;
      }
    };
    try {
      // A merged call is repeated by its lane, where others may join and leave it.
      return await (call.batch ? attempt() : withRetries(attempt, repeatable, pacing, call.signal));
    } finally {
      payment.refund();
    }
  };
}

/**
 * Aborts a piece of work after a time, or with the signal. AbortSignal.any would do, but on Node 20 a signal that only it
 * refers to may be collected before its time, and then never aborts. https://github.com/nodejs/node/issues/57736
 */
async function within<T>(
  ms: number,
  signal: AbortSignal,
  access: Access,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cut = () => controller.abort();
  // To cut a change short makes nothing undone, and nobody would know of it: when a client hangs up, it goes on.
  const abort = () => {
    if (access === 'read' || isDeadline(signal)) cut();
  };
  const timer = setTimeout(cut, ms);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
