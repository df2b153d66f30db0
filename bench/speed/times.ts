import { performance } from 'node:perf_hooks';
import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { median } from '../support/percentile.js';
import { describedPage, type Transport } from './described-page.js';

/** Medians of a whole DescribeInstances, in milliseconds. */
interface InTurn {
  readonly sdkMs: number;
  readonly oursMs: number;
}

export interface Times {
  readonly bytesPerInstance: number;
  readonly times: Readonly<Record<Transport, InTurn>>;
}

// A program: it reads a page by both decoders in turn, and tells who started it how long each took.
const [, , instances, rounds] = process.argv;
const page = await describedPage(Number(instances));
const inTurn = async (transport: Transport): Promise<InTurn> => {
  const [sdk, ours] = [page.client('SDK', transport), page.client('ours', transport)];
  const times: { sdk: number[]; ours: number[] } = { sdk: [], ours: [] };
  for (let round = 0; round < Number(rounds); round++) {
    times.sdk.push(await timed(sdk));
    times.ours.push(await timed(ours));
  }
  return { sdkMs: median(times.sdk), oursMs: median(times.ours) };
};
const times = { 'in process': await inTurn('in process'), network: await inTurn('network') };
page.end();
const told: Times = { bytesPerInstance: page.bytesPerInstance, times };
process.send?.(told, () => process.disconnect());

async function timed(client: EC2Client): Promise<number> {
  const start = performance.now();
  await client.send(new DescribeInstancesCommand({}));
  return performance.now() - start;
}
