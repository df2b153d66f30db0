import type {
  $Command,
  EC2Client,
  EC2ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-ec2';
import type { ServiceError } from '../errors.js';
import type { Clock } from './clock.js';
import { deadlinePassed } from './deadline.js';
import type { Call } from './ec2.js';
import type { Governor } from './governor.js';
import type { Observer } from './observer.js';
import { Payment, type Price } from './payment.js';
import { type Pacing, withRetries } from './retry.js';
import { type Access, toServiceError } from './sdk-errors.js';

interface Effect {
  readonly access: Access;
  /** Whether sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
}

const READ: Effect = { access: 'read', repeatable: true };
const WRITE: Effect = { access: 'write', repeatable: true };

/** The actions in use. RunInstances may be repeated because its ClientToken makes it happen once. */
const ACTIONS = {
  DescribeInstances: READ,
  DescribeInstanceAttribute: READ,
  DescribeInstanceStatus: READ,
  DescribeInstanceTypes: READ,
  RunInstances: WRITE,
  StartInstances: WRITE,
  StopInstances: WRITE,
  TerminateInstances: WRITE,
  ModifyInstanceAttribute: WRITE,
  RebootInstances: { access: 'write', repeatable: false },
} as const satisfies Record<string, Effect>;

export type Action = keyof typeof ACTIONS;

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
    const effect: Effect = ACTIONS[action];
    const payment = new Payment(governor, { bucket, instances }, call);
    const attempt = async () => {
      if (call.signal.aborted) throw deadlinePassed();
      observer.waited(action, await payment.pay());
      const sentAt = pacing.now();
      call.ledger.record(action);
      call.batch?.asked();
      try {
        const output = await within(timeoutMs, call.signal, (abortSignal) =>
          client.send(command, { abortSignal }),
        );
        observer.called(action);
        payment.done();
        return output;
      } catch (error) {
        const failure = toServiceError(error, effect.access);
        observer.called(action, failure);
        payment.failed(failure, sentAt);
        throw failure;
      }
    };
    // A batch that EC2 has throttled waits in its lane, where others may join and leave it, unless it may have been carried out.
    const mayRepeat = ({ code }: ServiceError) =>
      code === 'OUTCOME_UNKNOWN'
        ? effect.repeatable
        : code !== 'THROTTLED' || !call.batch || payment.mayBeDone;
    try {
      return await withRetries(attempt, mayRepeat, pacing, call.signal);
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
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
