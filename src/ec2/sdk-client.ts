import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { Ec2Protocol } from './sdk-protocol.js';

/** What carries the SDK's requests; structural, so that a simulated EC2 can take its place in process. */
export type RequestHandler = NonNullable<EC2ClientConfig['requestHandler']>;

/** The SDK's default has no time-outs at all and holds 50 sockets. */
function networkHandler(timeoutMs: number): RequestHandler {
  return {
    connectionTimeout: 3000,
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: { maxSockets: 200 },
    httpsAgent: { maxSockets: 200 },
  };
}

/** A client for real EC2, or whatever AWS_ENDPOINT_URL_EC2 names, with the SDK's own credential chain. */
export function networkClient(region: string, timeoutMs: number): EC2Client {
  return ec2Client({ region, requestHandler: networkHandler(timeoutMs) });
}

/** A client whose EC2 is in this process: no credentials are looked for and no endpoint is called. */
export function inProcessClient(region: string, requestHandler: RequestHandler): EC2Client {
  return ec2Client({
    region,
    requestHandler,
    endpoint: `https://ec2.${region}.amazonaws.com`,
    credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
  });
}

/** Retries are off: they have one owner, and it is not the SDK, which would repeat a lack of capacity and reboots. */
function ec2Client(config: EC2ClientConfig): EC2Client {
  const client = new EC2Client({ ...config, protocol: Ec2Protocol, maxAttempts: 1 });
  // It goes through every answer, also where nothing is logged.
  client.middlewareStack.remove('loggerMiddleware');
  refuseForeignAnswers(client);
  return client;
}

/** What every answer of an action holds, near its beginning. */
const HELD: Readonly<Record<string, string>> = {
  DescribeInstances: '<reservationSet',
  DescribeInstanceAttribute: '<instanceId>',
  DescribeInstanceStatus: '<instanceStatusSet',
  DescribeInstanceTypes: '<instanceTypeSet',
  RunInstances: '<reservationId>',
  StartInstances: '<instancesSet',
  StopInstances: '<instancesSet',
  TerminateInstances: '<instancesSet',
  RebootInstances: '<return>true</return>',
  ModifyInstanceAttribute: '<return>true</return>',
};

/**
 * The SDK takes any 200 for success, also an empty one or a page of something in between: it reads what it knows and leaves
 * out the rest. Only the answer of the action itself says that it was carried out.
 */
function refuseForeignAnswers(client: EC2Client): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode: number; body: unknown };
      const body = Buffer.isBuffer(response.body)
        ? response.body
        : await collected(response.body as AsyncIterable<Buffer>);
      const action = String(context.commandName).replace(/Command$/, '');
      if (response.statusCode === 200 && !isAnswerTo(action, body))
        throw new Error('the answer is not one of EC2');
      response.body = body;
      return result;
    },
    // Innermost: before the SDK reads the body.
    { step: 'deserialize', priority: 'low', name: 'refuseForeignAnswers' },
  );
}

/** `buffer` of node:stream/consumers copies all by way of a Blob. */
async function collected(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function isAnswerTo(action: string, body: Buffer): boolean {
  return body.includes(`<${action}Response`) && body.includes(HELD[action] ?? '');
}
