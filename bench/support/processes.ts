import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A Node program and what it is started with. */
export interface Program {
  readonly script: string;
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A server in a process of its own. */
export interface Started {
  readonly url: string;
  readonly pid: number;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Lets nothing outlive the benchmark, neither after a failure nor after Ctrl-C. */
export function endAllAtExit(): void {
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
}

/** Starts a server and waits until it says where it can be reached. */
export async function start({ script, args = [], environment }: Program): Promise<Started> {
  const env = { PATH: process.env.PATH, ...environment };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const ended = once(child, 'close').then(() => {
    running.delete(child);
  });
  let output = '';
  const url = new Promise<string>((resolve) => {
    const read = (chunk: Buffer) => {
      // The last words are kept, for the message of a start that fails.
      output = `${output}${chunk}`.slice(-2000);
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
      if (address) resolve(address[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const failed = ended.then(() => Promise.reject(new Error(`${script} ended: ${output}`)));
  return {
    url: await Promise.race([url, failed]),
    pid: child.pid as number,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const FIRST_PORT = 20_000;
const PORTS = 10_000;

/**
 * A free port below those that the system gives to outgoing connections: on one of theirs, a client that tries again and
 * again while the server is down may come to be connected with itself.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
