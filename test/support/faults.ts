/** An answer on its way back from EC2. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What arrives of an answer; where it does not end well, half of it, or not a byte where there is none. */
export interface Arriving {
  readonly answer?: Answer;
  readonly end: 'whole' | 'reset' | 'silence';
}

/** What befalls a call on its way to EC2 and back. */
export interface Fault {
  /** How long the call is held up before anything else, in milliseconds. */
  readonly delayMs?: number;
  readonly reachesEc2: boolean;
  /** What arrives in place of EC2's answer, which is an empty one where EC2 was not reached. */
  spoil(answer: Answer): Arriving;
}

export const NO_ANSWER: Answer = { status: 200, headers: {}, body: Buffer.alloc(0) };

const reset = (): Arriving => ({ end: 'reset' });
const silence = (): Arriving => ({ end: 'silence' });
const whole = (answer: Answer): Arriving => ({ answer, end: 'whole' });

/** EC2's refusal, as it words it. */
export function refusalBy(code: string, message: string, status: number): Answer {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>request-1</RequestID></Response>`;
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body: Buffer.from(xml) };
}

/** What a balancer says in place of EC2. */
function page(status: number): Answer {
  const html = `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html' }, body: Buffer.from(html) };
}

const throttled = refusalBy('RequestLimitExceeded', 'Request limit exceeded.', 503);
const shortened = (answer: Answer, share: number): Answer => ({
  ...answer,
  body: answer.body.subarray(0, Math.floor(answer.body.length * share)),
});

/** After which nobody can tell from the answer whether EC2 has done anything. */
export const UNCLEAR = {
  'a reset before the effect': { reachesEc2: false, spoil: reset },
  'a reset after the effect': { reachesEc2: true, spoil: reset },
  'a reset amid the answer': { reachesEc2: true, spoil: (answer) => ({ answer, end: 'reset' }) },
  'half the XML': { reachesEc2: true, spoil: (answer) => whole(shortened(answer, 0.5)) },
  'XML that lacks its end': { reachesEc2: true, spoil: (answer) => whole(shortened(answer, 0.97)) },
  'an empty 200': { reachesEc2: true, spoil: (answer) => whole(shortened(answer, 0)) },
  'a 200 of HTML': { reachesEc2: false, spoil: () => whole(page(200)) },
  'a 500 of HTML before the effect': { reachesEc2: false, spoil: () => whole(page(500)) },
  'a 500 of HTML after the effect': { reachesEc2: true, spoil: () => whole(page(500)) },
  'a 502 of HTML': { reachesEc2: true, spoil: () => whole(page(502)) },
  'a 503 of HTML': { reachesEc2: false, spoil: () => whole(page(503)) },
} as const satisfies Record<string, Fault>;

/** The same, but that they take as long as one is ready to wait. */
export const SILENT = {
  'a socket that never answers': { reachesEc2: false, spoil: silence },
  'silence after the effect': { reachesEc2: true, spoil: silence },
  'silence amid the answer': { reachesEc2: true, spoil: (answer) => ({ answer, end: 'silence' }) },
} as const satisfies Record<string, Fault>;

/** EC2 refuses before it looks at the action. */
export const THROTTLED: Fault = { reachesEc2: false, spoil: () => whole(throttled) };

/** Everything is right, but late. */
export function late(delayMs: number): Fault {
  return { delayMs, reachesEc2: true, spoil: whole };
}

/** A balancer fails whose clock is off: the SDK sets its own by it. */
export function pageAt(time: number): Fault {
  const { headers, ...answer } = page(502);
  const date = new Date(time).toUTCString();
  return { reachesEc2: false, spoil: () => whole({ ...answer, headers: { ...headers, date } }) };
}
