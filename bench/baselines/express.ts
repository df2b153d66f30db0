import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeInstancesCommand,
  EC2Client,
  type _InstanceType as InstanceType,
  RebootInstancesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import express, { type ErrorRequestHandler } from 'express';

/**
 * What one writes without this service: a handler for each route, and in it a call of the SDK, as the SDK is set up by
 * itself: three attempts, fifty sockets.
 */
const ec2 = new EC2Client();
const app = express();
app.use(express.json());

app.get('/livez', (_request, response) => {
  response.type('text').send('ok');
});

app.get('/v1/:id/attributes', async (request, response) => {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [request.params.id] }));
  const instance = Reservations?.[0]?.Instances?.[0];
  response.json({
    state: instance?.State?.Name,
    instance_type: instance?.InstanceType,
    placement: instance?.Placement?.AvailabilityZone,
    launch_time: instance?.LaunchTime,
  });
});

app.put('/v1/:id/start', async (request, response) => {
  await ec2.send(new StartInstancesCommand({ InstanceIds: [request.params.id] }));
  response.json('Instance modification succeeded');
});

app.put('/v1/:id/stop', async (request, response) => {
  await ec2.send(new StopInstancesCommand({ InstanceIds: [request.params.id] }));
  response.json('Instance modification succeeded');
});

app.put('/v1/:id/terminate', async (request, response) => {
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [request.params.id] }));
  response.json('Instance modification succeeded');
});

app.put('/v1/:id/reboot', async (request, response) => {
  await ec2.send(new RebootInstancesCommand({ InstanceIds: [request.params.id] }));
  response.json('Instance modification succeeded');
});

interface LaunchBody {
  readonly ami: string;
  readonly instance_type: InstanceType;
  readonly min_count?: number;
  readonly max_count?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

app.put('/v1/launch', async (request, response) => {
  const { ami, instance_type, min_count = 1, max_count = 1, tags = {} }: LaunchBody = request.body;
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId: ami,
      InstanceType: instance_type,
      MinCount: min_count,
      MaxCount: max_count,
      TagSpecifications: Tags.length > 0 ? [{ ResourceType: 'instance', Tags }] : undefined,
    }),
  );
  if (Instances === undefined) throw new Error('EC2 answered without instances');
  response.json(Instances.map(({ InstanceId }) => InstanceId));
});

/** What EC2 refused is the client's fault, all else is a failure that passes. */
const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const isRefusal = error.$fault === 'client' && !/Throttl|LimitExceeded/.test(error.name);
  const status = error.name === 'InvalidInstanceID.NotFound' ? 404 : isRefusal ? 408 : 503;
  response.status(status).json(`${error.name}: ${error.message}`);
};
app.use(answerError);

const server = createServer(app).listen(Number(process.env.PORT), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
