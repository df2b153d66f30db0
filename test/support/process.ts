import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach } from '@jest/globals';

/** The built service. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The service as it ships, in a process of its own. */
export interface Running {
  readonly url: string;
  readonly pid: number;
  /** What it has written so far. */
  readonly output: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<number | null>;
}

/** Starts the built service, or with `simulator` the simulator, and waits until it has said where it serves. */
export async function startProcess(environment: Record<string, string>, ...argv: string[]): Promise<Running> {
  const { child, output, ended } = spawnMain(environment, argv);
  const url = new Promise<string>((resolve) => {
    child.stdout?.on('data', () => {
      const match = /http:\/\/127\.0\.0\.1:\d+/.exec(output());
      if (match) resolve(match[0]);
    });
  });
  const failed = ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${output()}`)));
  const kill = (signal: NodeJS.Signals) => child.kill(signal);
  return { url: await Promise.race([url, failed]), pid: child.pid ?? 0, output, kill, ended };
}

/** Runs what is built to its end, be it a start that fails or another of its commands. */
export async function runToEnd(
  environment: Record<string, string>,
  ...argv: string[]
): Promise<{ code: number | null; output: string }> {
  const { output, ended } = spawnMain(environment, argv);
  const code = await ended;
  return { code, output: output() };
}

function spawnMain(environment: Record<string, string>, argv: string[]) {
  const env = { PATH: process.env.PATH, ...environment };
  const child = spawn(process.execPath, [MAIN, ...argv], { env });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => text, ended };
}

/** A port that nothing listens on. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}
