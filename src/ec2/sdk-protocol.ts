import { setImmediate as nextTurn } from 'node:timers/promises';
import { AwsEc2QueryProtocol } from '@aws-sdk/core/protocols';
import { DESCRIBED } from './sdk-described.js';
import { decodeXml, type Turns } from './xml-decoder.js';

const TURNS: Turns = { now: () => performance.now(), pause: () => nextTurn() };

type Deserialize = AwsEc2QueryProtocol['deserializeResponse'];

/**
 * The SDK's protocol, but for what DescribeInstances answers in the ordinary case: that is decoded here, because the
 * SDK takes ten times as long, and blocks the event loop all the while. All else is left to the SDK.
 */
export class Ec2Protocol extends AwsEc2QueryProtocol {
  override async deserializeResponse<Output extends Awaited<ReturnType<Deserialize>>>(
    ...[operation, context, response]: Parameters<Deserialize>
  ): Promise<Output> {
    const { statusCode, body } = response;
    if (operation.name === 'DescribeInstances' && statusCode === 200 && Buffer.isBuffer(body)) {
      const output = await decodeXml(body, 'DescribeInstancesResponse', DESCRIBED, TURNS);
      if (output !== undefined) return { ...output, $metadata: this.deserializeMetadata(response) } as Output;
    }
    return super.deserializeResponse(operation, context, response);
  }
}
