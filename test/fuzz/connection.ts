import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it came over the socket. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Longer than the deadline of a request. */
const PATIENCE_MS = 45_000;

/** A connection that is kept open, on which anything may be written, be it HTTP or not. */
export class Connection {
  private socket: Socket | undefined;
  private received = Buffer.alloc(0);
  private wake: (() => void) | undefined;
  private ended = true;

  constructor(private readonly port: number) {}

  /** Sends a request and waits for its answer; undefined where the connection ends without one. */
  async ask(bytes: Buffer, isHead: boolean): Promise<Answer | undefined> {
    // One that the server has closed meanwhile has taken nothing of what was sent on it.
    const socket = this.ended ? await this.open() : (this.socket as Socket);
    socket.write(bytes);
    const answer = await this.read(isHead);
    if (answer === undefined || answer.headers.connection === 'close') this.close();
    return answer;
  }

  /** The next answer on this connection. */
  async read(isHead = false): Promise<Answer | undefined> {
    const head = await this.until(() => this.received.indexOf('\r\n\r\n') + 1);
    if (head === undefined) return undefined;
    const { status, headers } = parseHead(this.take(head + 3).toString('latin1'));
    const hasBody = !isHead && status !== 204 && status !== 304 && status >= 200;
    // Only Node itself answers in chunks, with an empty body.
    if (hasBody && headers['transfer-encoding'] !== undefined) return this.readEmpty(status, headers);
    const length = Number(headers['content-length'] ?? 0);
    if (!hasBody || length === 0) return { status, headers, body: '' };
    const end = await this.until(() => (this.received.length >= length ? length : 0));
    return end === undefined ? undefined : { status, headers, body: this.take(length).toString() };
  }

  private async readEmpty(status: number, headers: Answer['headers']): Promise<Answer | undefined> {
    const end = await this.until(() => this.received.indexOf('0\r\n\r\n') + 1);
    return end === undefined
      ? undefined
      : {
          status,
          headers,
          body: this.take(end + 4)
            .subarray(0, end - 1)
            .toString(),
        };
  }

  async open(): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1');
    socket.setNoDelay(true);
    this.socket = socket;
    this.received = Buffer.alloc(0);
    this.ended = false;
    const end = () => {
      if (this.socket !== socket) return;
      this.ended = true;
      this.wake?.();
    };
    socket.on('data', (bytes) => {
      this.received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]);
      this.wake?.();
    });
    socket.on('error', end);
    socket.on('close', end);
    await once(socket, 'connect');
    return socket;
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
    this.ended = true;
    this.wake?.();
  }

  private take(length: number): Buffer {
    const taken = this.received.subarray(0, length);
    this.received = this.received.subarray(length);
    return taken;
  }

  /** What is found in what was received, as soon as it is there; undefined where the connection ends before. */
  private async until(find: () => number): Promise<number | undefined> {
    for (;;) {
      const found = find();
      if (found > 0) return found;
      if (this.ended) return undefined;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const [line = '', ...fields] = text.trimEnd().split('\r\n');
  const headers: Record<string, string> = {};
  for (const field of fields) {
    const colon = field.indexOf(':');
    headers[field.slice(0, colon).toLowerCase()] = field.slice(colon + 1).trim();
  }
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1] ?? Number.NaN), headers };
}
