import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import type { Asked } from './questions.js';

const run = promisify(execFile);
const AUTOCANNON = createRequire(import.meta.url).resolve('autocannon');

/**
 * Puts a server under load from a process of its own and gives how many answers it gave in how many seconds. Fails where an
 * answer is not what was asked for.
 */
export async function load(
  url: string,
  asked: Asked,
  seconds: number,
  connections: number,
): Promise<{ answers: number; seconds: number }> {
  await tryOne(url, asked);
  const { path, body } = asked;
  const post = body === undefined ? [] : ['-m', 'POST', '-H', 'Content-Type: application/json', '-b', body];
  const options = ['-j', '-n', '-c', String(connections), '-d', String(seconds)];
  const { stdout } = await run(process.execPath, [AUTOCANNON, ...options, ...post, url + path]);
  const { requests, duration, non2xx, errors } = JSON.parse(stdout);
  if (non2xx > 0 || errors > 0) throw new Error(`${url}${path}: ${non2xx} refusals, ${errors} errors`);
  return { answers: requests.total, seconds: duration };
}

/** Under load every 200 counts, whatever is in it. */
async function tryOne(url: string, { path, body, instances }: Asked): Promise<void> {
  const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
  const response = await fetch(url + path, body === undefined ? {} : post);
  const text = await response.text();
  const found = instancesIn(JSON.parse(text));
  if (found !== instances) throw new Error(`${url}${path}: ${found} instances: ${text.slice(0, 500)}`);
}

/** Of an answer of GraphQL, or of REST, which has the attributes of one instance. */
function instancesIn({ errors, data, id }: Partial<Record<string, unknown>>): number {
  if (errors !== undefined) return 0;
  const { instance, instances } = (data ?? { instance: id }) as {
    readonly instance?: unknown;
    readonly instances?: { readonly nodes: readonly unknown[] };
  };
  return instances?.nodes.length ?? (instance ? 1 : 0);
}
