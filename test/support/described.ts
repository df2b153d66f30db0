import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandOutput,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { inProcessClient } from '../../src/ec2/sdk-client.js';
import { toInstances } from '../../src/ec2/sdk-instance.js';
import { fakeTransport, xml } from './ec2-transport.js';

const REGION = 'us-east-1';

function describe(client: EC2Client): Promise<DescribeInstancesCommandOutput> {
  return client.send(new DescribeInstancesCommand({}));
}

/** What our client makes of an answer to DescribeInstances. */
export function describedByUs(body: string): Promise<DescribeInstancesCommandOutput> {
  return describe(inProcessClient(REGION, fakeTransport([xml(body)]).handler));
}

/** What the SDK makes of it where it is left to itself. */
export function describedBySdk(body: string): Promise<DescribeInstancesCommandOutput> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const requestHandler = fakeTransport([xml(body)]).handler;
  return describe(new EC2Client({ region: REGION, credentials, requestHandler, maxAttempts: 1 }));
}

/** All that the service reads of it; undefined where there was none. */
export async function readings(described: Promise<DescribeInstancesCommandOutput>) {
  try {
    const { Reservations = [], NextToken } = await described;
    return { instances: Reservations.flatMap((each) => toInstances(each, REGION)), nextToken: NextToken };
  } catch {
    return undefined;
  }
}
