import { performance } from 'node:perf_hooks';
import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { type Decoder, describedPage, type Transport } from './described-page.js';

/** The longest block of the event loop by each transport, in milliseconds. */
export type Blocks = Readonly<Record<Transport, number>>;

// A program: it reads a page again and again by one decoder, and tells who started it how long the event loop stood still.
const [, , instances, rounds, decoder] = process.argv;
const page = await describedPage(Number(instances));
const longest = async (transport: Transport) =>
  longestBlock(page.client(decoder as Decoder, transport), Number(rounds));
const blocks: Blocks = { 'in process': await longest('in process'), network: await longest('network') };
page.end();
process.send?.(blocks, () => process.disconnect());

/** The longest time between two turns of the event loop while a page is asked for. */
async function longestBlock(client: EC2Client, rounds: number): Promise<number> {
  let longest = 0;
  for (let round = 0; round < rounds; round++) {
    let before = performance.now();
    let next: NodeJS.Immediate | undefined;
    const look = () => {
      longest = Math.max(longest, performance.now() - before);
      before = performance.now();
      next = setImmediate(look);
    };
    look();
    await client.send(new DescribeInstancesCommand({}));
    clearImmediate(next);
    longest = Math.max(longest, performance.now() - before);
  }
  return longest;
}
