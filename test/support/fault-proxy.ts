import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { noFaults, type Plan } from './fault-plans.js';
import { type Answer, type Arriving, NO_ANSWER, refusalBy } from './faults.js';

/** A call that EC2 was asked for and did. */
export interface CarriedOut {
  readonly action: string;
  readonly ids: readonly string[];
}

/** As EC2 does; what it documents is 15 minutes. */
const MOST_SKEW_MS = 5 * 60_000;

/** Stands between a service and EC2, and does to their calls what it is told to. */
export class FaultProxy {
  plan: Plan = noFaults;
  /** How far EC2's clock is ahead of the service's. */
  skewMs = 0;
  /** How far the clock that EC2 shows is ahead of the one that it goes by. */
  shownSkewMs = 0;
  /** What EC2 says of a request that is dated by a wrong clock. */
  expired = refusalBy('RequestExpired', 'Request has expired.', 400);
  readonly carriedOut: CarriedOut[] = [];
  /** How many calls have come, by action. */
  readonly calls: Record<string, number> = {};
  /** How many calls wait for their answer. */
  open = 0;
  readonly server: Server;

  constructor(private readonly ec2Url: string) {
    this.server = createServer((request, response) => {
      this.open += 1;
      response.once('close', () => {
        this.open -= 1;
      });
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whoever has hung up hears nothing.
    response.on('error', () => {});
    const body = await buffer(request);
    const form = new URLSearchParams(body.toString());
    const action = form.get('Action') ?? '';
    this.calls[action] = (this.calls[action] ?? 0) + 1;
    if (this.isExpired(request)) return this.answer(response, { answer: this.expired, end: 'whole' });
    const fault = this.plan(action);
    if (fault?.delayMs) await wait(fault.delayMs);
    if (request.socket.destroyed) return;
    const answer = fault?.reachesEc2 === false ? NO_ANSWER : await this.forward(request, body);
    if (answer !== NO_ANSWER && answer.status === 200) this.carriedOut.push({ action, ids: idsOf(form) });
    this.answer(response, fault?.spoil(answer) ?? { answer, end: 'whole' });
  }

  private isExpired({ headers }: IncomingMessage): boolean {
    const signed = String(headers['x-amz-date']).replace(/(..)(..)(T..)(..)(..Z)$/, '-$1-$2$3:$4:$5');
    return Math.abs(Date.parse(signed) - (Date.now() + this.skewMs)) > MOST_SKEW_MS;
  }

  private forward({ method = 'POST', headers, url = '/' }: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const forwarded = httpRequest(new URL(url, this.ec2Url), { method, headers, agent: false });
      forwarded.on('error', reject).on('response', async (response) => {
        const { statusCode: status = 0, headers } = response;
        const { date: _, connection: __, ...kept } = headers as Record<string, string>;
        resolve({ status, headers: kept, body: await buffer(response) });
      });
      forwarded.end(body);
    });
  }

  private answer(response: ServerResponse, { answer, end }: Arriving): void {
    const half = (answer?.body.length ?? 0) / 2;
    if (answer) {
      const date = new Date(Date.now() + this.skewMs + this.shownSkewMs).toUTCString();
      const { status, headers, body } = answer;
      response.writeHead(status, { date, ...headers, 'content-length': body.length });
      response.write(end === 'whole' ? body : body.subarray(0, half));
    }
    if (end === 'whole') response.end();
    else if (end === 'reset' && answer) response.write('', () => response.socket?.destroy());
    else if (end === 'reset') response.socket?.resetAndDestroy();
  }
}

function idsOf(form: URLSearchParams): string[] {
  return [...form].filter(([name]) => /^InstanceId(\.\d+)?$/.test(name)).map(([, id]) => id);
}
