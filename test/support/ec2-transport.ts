import type { Ec2 } from '../../src/ec2/ec2.js';
import { sdkEc2 } from '../../src/ec2/sdk.js';
import { inProcessClient } from '../../src/ec2/sdk-client.js';
import { sender } from '../../src/ec2/sdk-send.js';
import type { ServiceError } from '../../src/errors.js';
import { instantPacing } from './builders.js';
import { unbounded } from './governors.js';
import { anObserver } from './observers.js';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** What EC2, or the way there, does with a request. */
export type Reaction = Answer | Error | 'hang';

export function xml(body: string): Answer {
  return { status: 200, body };
}

/** EC2's answer to an action, with what stands in it. */
export function answerTo(action: string, content: string): Answer {
  return xml(
    `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>request-1</requestId>${content}</${action}Response>`,
  );
}

export function refusal(code: string, message = `${code} it is`, status = 400): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>request-1</RequestID></Response>`;
  return { status, body };
}

/** An answer to Start, Stop or TerminateInstances. */
export function stateChanges(
  action: string,
  ids: readonly string[],
  from = 'stopped',
  to = 'pending',
): Answer {
  const items = ids.map(
    (id) =>
      `<item><instanceId>${id}</instanceId><currentState><code>0</code><name>${to}</name></currentState><previousState><code>80</code><name>${from}</name></previousState></item>`,
  );
  return answerTo(action, `<instancesSet>${items.join('')}</instancesSet>`);
}

/** How Node tells of a connection that broke or could not be made. */
export function connectionError(code: string): Error {
  return Object.assign(new Error(`connect ${code} 203.0.113.1:443`), { code });
}

/** What the SDK sends its requests by, below the serialisers: reacts to each as EC2 reads it. */
export function reactingTransport(react: (form: Record<string, string>) => Reaction | Promise<Reaction>) {
  const handler = {
    async handle(request: { body?: unknown }, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
      const reaction = await react(Object.fromEntries(new URLSearchParams(String(request.body))));
      if (reaction instanceof Error) throw reaction;
      if (reaction === 'hang') return abortedBy(abortSignal);
      const type = reaction.type ?? 'text/xml;charset=UTF-8';
      const headers = { 'content-type': type, 'x-amzn-requestid': 'request-1' };
      return { response: { statusCode: reaction.status, headers, body: Buffer.from(reaction.body) } };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  return { handler };
}

/** Reacts to the first request with the first reaction, and so on, to all further ones with the last. */
export function fakeTransport(reactions: readonly Reaction[]) {
  const forms: Record<string, string>[] = [];
  const { handler } = reactingTransport((form) => {
    const reaction = reactions[Math.min(forms.length, reactions.length - 1)] ?? 'hang';
    forms.push(form);
    return reaction;
  });
  return { forms, handler };
}

function abortedBy(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    signal?.addEventListener('abort', abort, { once: true });
  });
}

interface Sending {
  readonly timeoutMs?: number;
  readonly random?: number;
}

/** The adapter over a fake transport, and what passed between them. */
export function ec2Over(reactions: readonly Reaction[], { timeoutMs = 5000, random = 1 }: Sending = {}) {
  const { forms, handler } = fakeTransport(reactions);
  const pacing = instantPacing(random);
  /** What each attempt came to: undefined for success. */
  const ended: (ServiceError | undefined)[] = [];
  const observer = anObserver({ called: (_action, failure) => void ended.push(failure) });
  const client = inProcessClient('us-east-1', handler);
  const ec2: Ec2 = sdkEc2(
    'us-east-1',
    sender(client, { timeoutMs, pacing, governor: unbounded(), observer }),
  );
  return { ec2, forms, pauses: pacing.pauses, ended };
}
