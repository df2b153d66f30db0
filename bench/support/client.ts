import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** What a client asks of a server. */
export interface Ask {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What became of a request that was repeated until it was settled. */
export interface Course {
  /** The answer that settled it; undefined where the client gave up. */
  readonly answer: Answer | undefined;
  /** From the first attempt to the end, in milliseconds. */
  readonly elapsedMs: number;
  /** Attempts that settled nothing. */
  readonly failures: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/** A client as one writes it: it keeps its connections, and repeats what was not settled with growing pauses. */
export class Client {
  private readonly agent: Agent;

  /** @param localAddress the address that it comes from */
  constructor(
    private readonly url: string,
    localAddress = '127.0.0.1',
  ) {
    this.agent = new Agent({ keepAlive: true, maxFreeSockets: Number.POSITIVE_INFINITY, localAddress });
  }

  /** One attempt. Rejects where there is no whole answer, or the signal aborts. */
  send({ method, path, headers, body }: Ask, signal?: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const content = body === undefined ? undefined : JSON.stringify(body);
      const options = {
        method,
        agent: this.agent,
        signal,
        headers: {
          accept: 'application/problem+json, application/json',
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          'content-length': Buffer.byteLength(content ?? ''),
          ...headers,
        },
      };
      const sent = request(new URL(path, this.url), options, (response) => {
        const { statusCode = 0, headers } = response;
        text(response)
          .then((content) => ({ status: statusCode, body: parsed(content, headers['content-type']) }))
          .then(resolve, reject);
      });
      sent.on('error', reject);
      sent.end(content);
    });
  }

  /** Repeats until there is an answer that settles it, or the signal aborts. */
  async settle(ask: Ask, signal: AbortSignal): Promise<Course> {
    const began = performance.now();
    for (let failures = 0; ; failures++) {
      const answer = await this.send(ask, signal).catch(() => undefined);
      if (answer && isSettled(answer)) return { answer, elapsedMs: performance.now() - began, failures };
      const pause = Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      await delay(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return { answer: undefined, elapsedMs: performance.now() - began, failures };
    }
  }

  /** Opens so many connections, instead of older ones that the server may be about to close. */
  async connect(count: number): Promise<void> {
    this.close();
    const ask: Ask = { method: 'GET', path: '/livez' };
    await Promise.all(Array.from({ length: count }, () => this.send(ask)));
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Success, or a refusal that the same request would meet again. */
export function isSettled({ status, body }: Answer): boolean {
  if (status >= 500 || status === 429) return false;
  const isRetryable =
    typeof body === 'object' && body !== null && 'retryable' in body && body.retryable === true;
  return !isRetryable;
}

function parsed(content: string, type = ''): unknown {
  return type.includes('json') ? JSON.parse(content) : content;
}
