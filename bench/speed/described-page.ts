import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { inProcessClient, networkClient } from '../../src/ec2/sdk-client.js';
import { inProcessHandler } from '../../src/simulator/handler.js';
import { Simulator } from '../../src/simulator/simulator.js';
import { realWorld } from '../../src/world.js';

const REGION = 'us-east-1';

export type Decoder = 'SDK' | 'ours';
export type Transport = 'in process' | 'network';

/** A page of DescribeInstances, and clients that read it. */
export interface DescribedPage {
  readonly bytesPerInstance: number;
  client(decoder: Decoder, transport: Transport): EC2Client;
  end(): void;
}

export async function describedPage(instances: number): Promise<DescribedPage> {
  const body = await page(instances);
  const handler = handlerOf(body);
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'text/xml').end(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_EC2: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  const clients: EC2Client[] = [];
  const client = (decoder: Decoder, transport: Transport): EC2Client => {
    const made = CLIENTS[decoder][transport](handler);
    clients.push(made);
    return made;
  };
  const end = () => {
    for (const each of clients) each.destroy();
    server.close();
  };
  return { bytesPerInstance: Math.round(body.length / instances), client, end };
}

type Handler = ReturnType<typeof handlerOf>;

const CLIENTS: Readonly<Record<Decoder, Readonly<Record<Transport, (handler: Handler) => EC2Client>>>> = {
  SDK: {
    'in process': (requestHandler) => new EC2Client({ region: REGION, requestHandler }),
    network: () => new EC2Client({ region: REGION }),
  },
  ours: {
    'in process': (handler) => inProcessClient(REGION, handler),
    network: () => networkClient(REGION, 5000),
  },
};

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
