import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  type InstanceStateName,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';

/** As many as EC2 takes in a call. */
const MOST = 1000;
const POLL_MS = 100;

/** Launches so many and waits until all of them run; gives their ids. */
export async function runningInstances(ec2: EC2Client, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const size = Math.min(MOST, count - ids.length);
    const input = {
      ImageId: 'ami-12c6146b',
      InstanceType: 't3.micro' as const,
      MinCount: size,
      MaxCount: size,
    };
    const { Instances = [] } = await ec2.send(new RunInstancesCommand(input));
    ids.push(...Instances.flatMap(({ InstanceId }) => InstanceId ?? []));
  }
  await untilAllAre('running', ec2, count);
  return ids;
}

export async function stoppedInstances(ec2: EC2Client, count: number): Promise<string[]> {
  const ids = await runningInstances(ec2, count);
  for (let at = 0; at < count; at += MOST) {
    await ec2.send(new StopInstancesCommand({ InstanceIds: ids.slice(at, at + MOST) }));
  }
  await untilAllAre('stopped', ec2, count);
  return ids;
}

export async function terminate(ec2: EC2Client, ids: string[]): Promise<void> {
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
  await untilAllAre('terminated', ec2, ids.length);
}

/** Waits until so many instances are in that state. */
async function untilAllAre(state: InstanceStateName, ec2: EC2Client, count: number): Promise<void> {
  const inState = async () => (await allInstances(ec2)).filter((each) => each.State?.Name === state).length;
  while ((await inState()) < count) await delay(POLL_MS);
}

/** Every instance that exists, however often EC2 has to be asked for them. */
export async function allInstances(ec2: EC2Client): Promise<Instance[]> {
  const instances: Instance[] = [];
  let token: string | undefined;
  for (;;) {
    const command = new DescribeInstancesCommand({ MaxResults: MOST, NextToken: token });
    const page = await ec2.send(command).catch(() => undefined);
    // The SDK takes an empty answer for success and leaves out what it did not find in it.
    if (page?.Reservations === undefined) continue;
    instances.push(...page.Reservations.flatMap(({ Instances = [] }) => Instances));
    token = page.NextToken;
    if (token === undefined) return instances;
  }
}
