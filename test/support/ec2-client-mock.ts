import { createRequire } from 'node:module';
import { EC2Client } from '@aws-sdk/client-ec2';
import { afterEach } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Ec2 } from '../../src/ec2/ec2.js';
import { sdkEc2 } from '../../src/ec2/sdk.js';
import { sender } from '../../src/ec2/sdk-send.js';
import { instantPacing } from './builders.js';
import { unbounded } from './governors.js';
import { anObserver } from './observers.js';

// By require: the package's ES build is CommonJS to Node.
createRequire(import.meta.url)('aws-sdk-client-mock-jest');

type Command<Input> = new (input: Input) => { readonly input: Input };

// The package's own types let every matcher through, misspelled ones too.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> {
    toHaveReceivedCommandWith<I extends object>(command: Command<I>, input: { [P in keyof I]?: unknown }): R;
    toHaveReceivedNthSpecificCommandWith<I extends object>(
      call: number,
      command: Command<I>,
      input: { [P in keyof I]?: unknown },
    ): R;
    toHaveReceivedCommandTimes<I extends object>(command: Command<I>, times: number): R;
  }
}

/** Every EC2Client of the test file, mocked above its serialisers. */
export const ec2Mock = mockClient(EC2Client);

afterEach(() => {
  ec2Mock.reset();
});

export function mockedEc2(region = 'us-east-1'): Ec2 {
  const options = {
    timeoutMs: 1000,
    pacing: instantPacing(),
    governor: unbounded(),
    observer: anObserver(),
  };
  return sdkEc2(region, sender(new EC2Client({ region }), options));
}

/** The inputs of all commands that were sent, in order. */
export function sentInputs(): object[] {
  return ec2Mock.calls().map((call) => call.args[0].input as object);
}
