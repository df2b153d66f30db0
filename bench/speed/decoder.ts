import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Blocks } from './blocks.js';
import type { Transport } from './described-page.js';
import type { Times } from './times.js';

const ROUNDS = 40;

export interface DecoderFigures {
  readonly transport: Transport;
  readonly bytesPerInstance: number;
  /** Medians of a whole DescribeInstances, in milliseconds. */
  readonly sdkMs: number;
  readonly oursMs: number;
  readonly ratio: number;
  /** The longest block of the event loop of all rounds, the first and slowest one with it, in milliseconds. */
  readonly sdkBlockMs: number;
  readonly oursBlockMs: number;
}

/**
 * DescribeInstances of a page by the SDK's own decoder and by ours, in fresh processes: the time in turn, in one; the blocks
 * each in one of its own, where none has to collect what the other leaves behind.
 */
export async function decoderFigures(instances: number): Promise<DecoderFigures[]> {
  const { bytesPerInstance, times }: Times = await told('times.js', instances);
  const sdk: Blocks = await told('blocks.js', instances, 'SDK');
  const ours: Blocks = await told('blocks.js', instances, 'ours');
  return (['in process', 'network'] as const).map((transport) => {
    const { sdkMs, oursMs } = times[transport];
    const blocks = { sdkBlockMs: sdk[transport], oursBlockMs: ours[transport] };
    return { transport, bytesPerInstance, sdkMs, oursMs, ratio: sdkMs / oursMs, ...blocks };
  });
}

/** What a program of this folder tells. */
async function told<T>(program: string, instances: number, ...args: readonly string[]): Promise<T> {
  const script = fileURLToPath(new URL(program, import.meta.url));
  const child = fork(script, [String(instances), String(ROUNDS), ...args]);
  const [message] = await once(child, 'message');
  return message;
}
