import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { inProcessClient, networkClient } from '../../src/ec2/sdk-client.js';
import { inProcessHandler } from '../../src/simulator/handler.js';
import { Simulator } from '../../src/simulator/simulator.js';
import { realWorld } from '../../src/world.js';
import { median } from '../support/percentile.js';

const REGION = 'us-east-1';

export interface DecoderFigures {
  readonly transport: 'in process' | 'network';
  readonly instances: number;
  readonly bytesPerInstance: number;
  /** Medians of a whole DescribeInstances, in milliseconds. */
  readonly sdkMs: number;
  readonly oursMs: number;
  readonly ratio: number;
  /** Medians of the longest block of the event loop in each round, in milliseconds. */
  readonly sdkBlockMs: number;
  readonly oursBlockMs: number;
  /** The longest of all rounds, the first and slowest one with it. */
  readonly oursLongestBlockMs: number;
}

/** DescribeInstances of a page by the SDK's own decoder and by ours, in turn, in one process. */
export async function decoderFigures(instances = 1000, rounds = 40): Promise<DecoderFigures[]> {
  const body = await page(instances);
  const bytesPerInstance = Math.round(body.length / instances);
  const figures = async (transport: DecoderFigures['transport'], sdk: EC2Client, ours: EC2Client) => {
    const measured = await compare(sdk, ours, rounds);
    return { transport, instances, bytesPerInstance, ...measured };
  };
  const handler = handlerOf(body);
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const near = await figures(
    'in process',
    new EC2Client({ region: REGION, requestHandler: handler, credentials }),
    inProcessClient(REGION, handler),
  );
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'text/xml').end(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_EC2: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  const [sdk, ours] = [new EC2Client({ region: REGION }), networkClient(REGION, 5000)];
  const far = await figures('network', sdk, ours);
  sdk.destroy();
  ours.destroy();
  server.close();
  return [near, far];
}

/** What the simulator answers of so many instances, each with volumes, a network interface, an address and tags. */
async function page(instances: number): Promise<Buffer> {
  const settings = {
    latencyMs: 0,
    transitionMs: 0,
    consistencyMs: 0,
    throttling: undefined,
    faults: {},
    vcpuLimit: undefined,
  };
  const simulator = new Simulator(settings, realWorld);
  const client = inProcessClient(REGION, inProcessHandler(simulator));
  const tags = ['Name', 'Team', 'Environment', 'CostCentre', 'ManagedBy'];
  for (let launched = 0; launched < instances; launched += 20) {
    await client.send(
      new RunInstancesCommand({
        ImageId: 'ami-12c6146b',
        InstanceType: 't3.micro',
        MinCount: Math.min(20, instances - launched),
        MaxCount: Math.min(20, instances - launched),
        KeyName: 'scalacity_dev1',
        IamInstanceProfile: { Name: 'workers' },
        BlockDeviceMappings: ['b'].map((letter) => ({
          DeviceName: `/dev/sd${letter}`,
          Ebs: { VolumeSize: 100 },
        })),
        TagSpecifications: [
          {
            ResourceType: 'instance',
            Tags: tags.map((Key) => ({ Key, Value: `${Key} of launch ${launched}` })),
          },
        ],
      }),
    );
  }
  const response = await simulator.respond({
    headers: {},
    body: 'Action=DescribeInstances&Version=2016-11-15',
  });
  return Buffer.from(response.body);
}

function handlerOf(body: Buffer) {
  return {
    handle: async () => ({
      response: { statusCode: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) },
    }),
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

async function compare(sdk: EC2Client, ours: EC2Client, rounds: number) {
  const times: { sdk: number[]; ours: number[] } = { sdk: [], ours: [] };
  const blocks: { sdk: number[]; ours: number[] } = { sdk: [], ours: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.sdk.push(await timed(sdk));
    times.ours.push(await timed(ours));
    blocks.sdk.push(await longestBlock(sdk));
    blocks.ours.push(await longestBlock(ours));
  }
  const [sdkMs, oursMs] = [median(times.sdk), median(times.ours)];
  return {
    sdkMs,
    oursMs,
    ratio: sdkMs / oursMs,
    sdkBlockMs: median(blocks.sdk),
    oursBlockMs: median(blocks.ours),
    oursLongestBlockMs: Math.max(...blocks.ours),
  };
}

async function timed(client: EC2Client): Promise<number> {
  const start = performance.now();
  await client.send(new DescribeInstancesCommand({}));
  return performance.now() - start;
}

/** The longest time between two turns of the event loop while a page is asked for, in milliseconds. */
async function longestBlock(client: EC2Client): Promise<number> {
  let longest = 0;
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
  return Math.max(longest, performance.now() - before);
}
