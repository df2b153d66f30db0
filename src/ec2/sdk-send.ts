import type {
  $Command,
  EC2Client,
  EC2ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-ec2';
import { ServiceError } from '../errors.js';
import type { Call } from './ec2.js';
import type { Governor } from './governor.js';
import type { Observer } from './observer.js';
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

/** What a call takes of the budget. */
interface Cost {
  /** The instances that the action is about, where EC2 counts them. */
  readonly instances?: number;
  /** The bucket of its token, where it is not the one by the action's name. */
  readonly bucket?: string;
}

/** Sends one EC2 call within the budget, and repeats it where that is safe. Rejects with a ServiceError. */
export type Send = <I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  action: Action,
  command: Ec2Command<I, O>,
  call: Call,
  cost?: Cost,
) => Promise<O>;

export interface SendOptions {
  /** How long one attempt may take. */
  readonly timeoutMs: number;
  readonly pacing: Pacing;
  readonly governor: Governor;
  readonly observer: Observer;
}

export function sender(client: EC2Client, { timeoutMs, pacing, governor, observer }: SendOptions): Send {
  return (action, command, call, { instances = 0, bucket = action } = {}) => {
    const effect: Effect = ACTIONS[action];
    /** Tokens of instances are spent once, however often the call has to be repeated. */
    let isPaid = false;
    const attempt = async () => {
      if (call.signal.aborted) throw deadlinePassed();
      if (!call.batch?.claim()) {
        const waited = await governor.admit(bucket, isPaid ? 0 : instances, call);
        call.ledger.waited(waited);
        observer.waited(action, waited);
      }
      isPaid = true;
      call.ledger.record(action);
      try {
        const output = await within(timeoutMs, call.signal, (abortSignal) =>
          client.send(command, { abortSignal }),
        );
        observer.called(action);
        governor.answered(bucket, instances);
        return output;
      } catch (error) {
        const failure = toServiceError(error, effect.access);
        observer.called(action, failure);
        const isUnknown = failure.code === 'OUTCOME_UNKNOWN';
        if (failure.code === 'THROTTLED') governor.refused(bucket);
        else governor.answered(bucket, isUnknown ? instances : 0);
        if (!isUnknown) {
          // EC2 counts no instances of a call that it refuses.
          governor.giveBackInstances(bucket, instances);
          isPaid = false;
        }
        throw failure;
      }
    };
    const mayRepeat = (error: ServiceError) => effect.repeatable || error.code !== 'OUTCOME_UNKNOWN';
    return withRetries(attempt, mayRepeat, pacing, call.signal);
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

/** Nothing was sent, so nothing was done. */
function deadlinePassed(): ServiceError {
  return new ServiceError('TIMEOUT', 'the deadline of the request passed before EC2 was asked', {
    retryable: true,
  });
}
