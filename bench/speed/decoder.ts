import { fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { median } from '../support/percentile.js';
import type { Blocks } from './blocks.js';
import { type Decoder, describedPage, type Transport } from './described-page.js';

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
 * DescribeInstances of a page by the SDK's own decoder and by ours: the time in turn, in one process; the blocks each in a
 * process of its own, where none has to collect what the other leaves behind.
 */
export async function decoderFigures(instances: number): Promise<DecoderFigures[]> {
  const page = await describedPage(instances);
  const blocks = { SDK: await blocksOf('SDK', instances), ours: await blocksOf('ours', instances) };
  const figures: DecoderFigures[] = [];
  for (const transport of ['in process', 'network'] as const) {
    const times = await timesInTurn(page.client('SDK', transport), page.client('ours', transport));
    figures.push({
      transport,
      bytesPerInstance: page.bytesPerInstance,
      ...times,
      ratio: times.sdkMs / times.oursMs,
      sdkBlockMs: blocks.SDK[transport],
      oursBlockMs: blocks.ours[transport],
    });
  }
  page.end();
  return figures;
}

async function timesInTurn(sdk: EC2Client, ours: EC2Client) {
  const times: { sdk: number[]; ours: number[] } = { sdk: [], ours: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.sdk.push(await timed(sdk));
    times.ours.push(await timed(ours));
  }
  return { sdkMs: median(times.sdk), oursMs: median(times.ours) };
}

async function timed(client: EC2Client): Promise<number> {
  const start = performance.now();
  await client.send(new DescribeInstancesCommand({}));
  return performance.now() - start;
}

async function blocksOf(decoder: Decoder, instances: number): Promise<Blocks> {
  const script = fileURLToPath(new URL('blocks.js', import.meta.url));
  const child = fork(script, [decoder, String(instances), String(ROUNDS)]);
  const [blocks] = await once(child, 'message');
  return blocks;
}
