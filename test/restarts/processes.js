import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const running = new Set();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program that says on its standard output when it is ready. */
export async function start(command, args, environment, isReady) {
  const env = { PATH: process.env.PATH, ...environment };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return code ?? signal;
  });
  const ready = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = `${output}${chunk}`.slice(-2000);
        if (isReady(output)) resolve();
      });
    }
  });
  const failed = ended.then((code) => Promise.reject(new Error(`${command} ended with ${code}: ${output}`)));
  failed.catch(() => {});
  await Promise.race([ready, failed]);
  return { kill: (signal) => child.kill(signal), ended };
}

/** The built service, or with `simulator` the simulator, once it listens. */
export function startMain(environment, ...args) {
  return start(process.execPath, [MAIN, ...args], environment, (output) =>
    output.includes('http://127.0.0.1:'),
  );
}

/** A port of the loopback address that nothing listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
