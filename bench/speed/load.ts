import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import type { Asked } from './questions.js';

const run = promisify(execFile);
const AUTOCANNON = createRequire(import.meta.url).resolve('autocannon');

/** Puts a server under load from a process of its own and gives how many answers it gave in how many seconds. */
export async function load(
  url: string,
  { path, body }: Asked,
  seconds: number,
  connections: number,
): Promise<{ answers: number; seconds: number }> {
  const post = body === undefined ? [] : ['-m', 'POST', '-H', 'Content-Type: application/json', '-b', body];
  const options = ['-j', '-n', '-c', String(connections), '-d', String(seconds)];
  const { stdout } = await run(process.execPath, [AUTOCANNON, ...options, ...post, url + path]);
  const { requests, duration, non2xx, errors } = JSON.parse(stdout);
  if (non2xx > 0 || errors > 0) throw new Error(`${url}${path}: ${non2xx} refusals, ${errors} errors`);
  return { answers: requests.total, seconds: duration };
}
