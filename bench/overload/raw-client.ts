import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

export interface Answered {
  readonly status: number;
  /** From when it was sent. */
  readonly ms: number;
}

/** A connection that is kept, with one request at a time on it. */
interface Connection {
  readonly socket: Socket;
  answered: ((status: number) => void) | undefined;
}

/**
 * Sends requests without a body over connections that it keeps, by as little work as can be: five thousand a second leave
 * no time for more on a machine that has to serve them too.
 */
export class RawClient {
  private readonly free: Connection[] = [];
  private readonly waiting: ((connection: Connection) => void)[] = [];

  constructor(private readonly url: URL) {}

  /** Opens so many; what is asked while all are busy waits for one. */
  async open(count: number): Promise<void> {
    const opened = Array.from({ length: count }, () => this.connection());
    await Promise.all(opened.map(({ socket }) => once(socket, 'connect')));
    this.free.push(...opened);
  }

  /** @param line the method and the path */
  async ask(line: string): Promise<Answered> {
    const connection = this.free.pop() ?? (await new Promise<Connection>((go) => this.waiting.push(go)));
    const began = performance.now();
    return new Promise((resolve) => {
      connection.answered = (status) => {
        const next = this.waiting.shift();
        if (next) next(connection);
        else this.free.push(connection);
        resolve({ status, ms: performance.now() - began });
      };
      connection.socket.write(`${line} HTTP/1.1\r\nHost: ${this.url.host}\r\n\r\n`);
    });
  }

  close(): void {
    for (const { socket } of this.free) socket.destroy();
  }

  private connection(): Connection {
    const socket = connect(Number(this.url.port), this.url.hostname).setNoDelay();
    const connection: Connection = { socket, answered: undefined };
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (!isWhole(text)) return;
      const status = Number(text.slice(9, 12));
      text = '';
      connection.answered?.(status);
    });
    return connection;
  }
}

/** Every answer of the service tells its length. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(text.slice(0, end))?.[1];
  return end > 0 && text.length >= end + 4 + Number(length);
}
