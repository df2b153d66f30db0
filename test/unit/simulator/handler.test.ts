import {
  CreateTagsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeTagsCommand,
  EC2Client,
  EC2ServiceException,
  ModifyInstanceAttributeCommand,
  paginateDescribeInstances,
  RebootInstancesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';
import { inProcessHandler } from '../../../src/simulator/handler.js';
import { Simulator, type SimulatorSettings } from '../../../src/simulator/simulator.js';
import { form, launching, QUIET, Simulated, START } from './support/simulated.js';

function clientOf(simulator: Simulator, maxAttempts = 1): EC2Client {
  return new EC2Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    requestHandler: inProcessHandler(simulator),
    maxAttempts,
  });
}

const launch = new RunInstancesCommand({
  ImageId: 'ami-0abcdef1',
  InstanceType: 't3.micro',
  KeyName: 'scalacity_dev1',
  SecurityGroups: ['SSH'],
  MinCount: 2,
  MaxCount: 2,
  Placement: { AvailabilityZone: 'us-east-1b' },
  UserData: Buffer.from('#!/bin/sh').toString('base64'),
  TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'a <b> & "c"' }] }],
});

describe('the AWS SDK', () => {
  it('launches, describes, changes and terminates', async () => {
    const simulated = new Simulated();
    const client = clientOf(simulated.simulator);
    const launched = await client.send(launch);
    const InstanceIds = (launched.Instances ?? []).map(({ InstanceId }) => InstanceId ?? '');
    const [InstanceId = ''] = InstanceIds;
    expect(launched.Instances?.map(({ State }) => State)).toEqual(
      Array(2).fill({ Code: 0, Name: 'pending' }),
    );
    expect(launched.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);

    await client.send(new CreateTagsCommand({ Resources: [InstanceId], Tags: [{ Key: 'team', Value: '' }] }));
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [InstanceId] }));
    expect(Reservations?.[0]).toMatchObject({ OwnerId: '123456789012', Groups: [] });
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      InstanceId,
      AmiLaunchIndex: 0,
      Architecture: 'x86_64',
      BlockDeviceMappings: [
        { DeviceName: '/dev/sda1', Ebs: { Status: 'attached', DeleteOnTermination: true } },
      ],
      CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
      EbsOptimized: false,
      ImageId: 'ami-0abcdef1',
      InstanceType: 't3.micro',
      KeyName: 'scalacity_dev1',
      LaunchTime: new Date(START),
      MetadataOptions: { State: 'applied', HttpTokens: 'optional', HttpPutResponseHopLimit: 1 },
      Monitoring: { State: 'disabled' },
      NetworkInterfaces: [{ Attachment: { Status: 'attached', DeviceIndex: 0 }, SourceDestCheck: true }],
      Placement: { AvailabilityZone: 'us-east-1b', GroupName: '', Tenancy: 'default' },
      PrivateDnsName: expect.stringMatching(/^ip-10-/),
      PublicIpAddress: expect.stringMatching(/^198\.18\./),
      RootDeviceName: '/dev/sda1',
      RootDeviceType: 'ebs',
      SecurityGroups: [{ GroupName: 'SSH' }],
      SourceDestCheck: true,
      State: { Code: 16, Name: 'running' },
      StateTransitionReason: '',
      Tags: [
        { Key: 'Name', Value: 'a <b> & "c"' },
        { Key: 'team', Value: '' },
      ],
      VirtualizationType: 'hvm',
    });

    const status = await client.send(new DescribeInstanceStatusCommand({ InstanceIds }));
    expect(status.InstanceStatuses?.[0]?.InstanceStatus).toEqual({
      Status: 'ok',
      Details: [{ Name: 'reachability', Status: 'passed' }],
    });
    const tags = await client.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: InstanceIds }] }),
    );
    expect(tags.Tags).toHaveLength(3);
    expect(await client.send(new RebootInstancesCommand({ InstanceIds }))).toEqual({
      $metadata: expect.anything(),
    });

    const stopped = await client.send(new StopInstancesCommand({ InstanceIds }));
    expect(stopped.StoppingInstances?.[0]).toEqual({
      InstanceId,
      CurrentState: { Code: 64, Name: 'stopping' },
      PreviousState: { Code: 16, Name: 'running' },
    });
    await client.send(
      new ModifyInstanceAttributeCommand({ InstanceId, UserData: { Value: Buffer.from('hi') } }),
    );
    const attribute = await client.send(
      new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'userData' }),
    );
    expect(attribute.UserData).toEqual({ Value: Buffer.from('hi').toString('base64') });
    await client.send(new StartInstancesCommand({ InstanceIds }));
    const terminated = await client.send(new TerminateInstancesCommand({ InstanceIds }));
    expect(terminated.TerminatingInstances).toHaveLength(2);
    const gone = await client.send(new DescribeInstancesCommand({ InstanceIds: [InstanceId] }));
    const last = gone.Reservations?.[0]?.Instances?.[0];
    expect(last).toMatchObject({ PublicDnsName: '', NetworkInterfaces: [], SecurityGroups: [] });
    expect([last?.VpcId, last?.PrivateIpAddress]).toEqual([undefined, undefined]);
  });

  it('reads instance types', async () => {
    const types = await clientOf(new Simulated().simulator).send(
      new DescribeInstanceTypesCommand({ InstanceTypes: ['m5.large'] }),
    );
    expect(types.InstanceTypes?.[0]).toMatchObject({
      InstanceType: 'm5.large',
      BareMetal: false,
      CurrentGeneration: true,
      MemoryInfo: { SizeInMiB: 8192 },
      ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
      VCpuInfo: { DefaultVCpus: 2, DefaultCores: 1, DefaultThreadsPerCore: 2 },
    });
  });

  it('pages to the end', async () => {
    const simulated = new Simulated();
    await simulated.launch({}, 12);
    const sizes: number[] = [];
    const pages = paginateDescribeInstances({ client: clientOf(simulated.simulator), pageSize: 5 }, {});
    for await (const page of pages) {
      sizes.push((page.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []).length);
    }
    expect(sizes).toEqual([5, 5, 2]);
  });

  it('throws EC2’s errors by their codes', async () => {
    const failure = clientOf(new Simulated().simulator).send(
      new DescribeInstancesCommand({ InstanceIds: ['i-0000000a'] }),
    );
    const error: unknown = await failure.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EC2ServiceException);
    expect(error).toMatchObject({
      name: 'InvalidInstanceID.NotFound',
      message: "The instance ID 'i-0000000a' does not exist",
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it('retries after a broken connection with the same token, and so launches once', async () => {
    const simulated = new Simulated({ faults: { resetAfter: 0.5 } });
    simulated.chances.push(0.1, 0.9);
    const client = clientOf(simulated.simulator, 2);
    await client.send(launch);
    expect(simulated.simulator.calls()).toEqual({ RunInstances: { resetAfter: 1, ok: 1 } });
    simulated.chances.push(0.9);
    const { Reservations } = await client.send(new DescribeInstancesCommand({}));
    expect(Reservations).toHaveLength(1);
  });
});

describe('the handler', () => {
  /** A simulator whose calls take until they are aborted, and then fail in a way of their own. */
  function hanging(settings: Partial<SimulatorSettings> = {}) {
    const delay = (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('interrupted')));
      });
    const world = { now: () => START, random: () => 0.5, delay };
    return new Simulator({ ...QUIET, latencyMs: 60_000, ...settings }, world);
  }
  const request = { headers: {}, body: form('RunInstances', launching()) };

  it('gives up when the caller aborts, with nothing done', async () => {
    const simulator = hanging();
    const controller = new AbortController();
    const pending = inProcessHandler(simulator).handle(request, { abortSignal: controller.signal });
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    expect(simulator.calls()).toEqual({});
  });

  it('does not begin what is aborted already', async () => {
    const simulated = new Simulated();
    const pending = inProcessHandler(simulated.simulator).handle(request, {
      abortSignal: AbortSignal.abort(),
    });
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    expect(simulated.simulator.calls()).toEqual({});
  });

  it('gives up when the time for a request is over', async () => {
    const handler = inProcessHandler(hanging());
    const error = expect.objectContaining({ name: 'TimeoutError', message: expect.stringContaining('5 ms') });
    await expect(handler.handle(request, { requestTimeout: 5 })).rejects.toEqual(error);
    handler.updateHttpClientConfig('requestTimeout', 5);
    expect(handler.httpHandlerConfigs()).toEqual({ requestTimeout: 5 });
    await expect(handler.handle(request)).rejects.toEqual(error);
  });

  it('ignores settings that mean nothing here', () => {
    const handler = inProcessHandler(new Simulated().simulator);
    handler.updateHttpClientConfig('requestTimeout', 'soon');
    handler.updateHttpClientConfig('connectionTimeout', 5);
    expect(handler.httpHandlerConfigs()).toEqual({});
    expect(handler.destroy()).toBeUndefined();
  });

  it('names a broken connection as the SDK’s own handler does', async () => {
    const simulated = new Simulated({ faults: { resetBefore: 1 } });
    const handler = inProcessHandler(simulated.simulator);
    const error = { name: 'TimeoutError', code: 'ECONNRESET' };
    await expect(handler.handle(request)).rejects.toMatchObject(error);
    await expect(handler.handle(request, { requestTimeout: 1000 })).rejects.toMatchObject(error);
  });

  it('passes on errors of other kinds', async () => {
    const simulator = new Simulator(
      { ...QUIET, latencyMs: 1 },
      { now: () => START, random: () => 0, delay: () => Promise.reject(new TypeError('broken')) },
    );
    await expect(inProcessHandler(simulator).handle(request)).rejects.toThrow(TypeError);
  });

  it('takes a body of text or bytes, or none', async () => {
    const handler = inProcessHandler(new Simulated().simulator);
    const status = async (body: unknown) =>
      (await handler.handle({ headers: {}, body }, { requestTimeout: 1000 })).response.statusCode;
    expect(await status(request.body)).toBe(200);
    expect(await status(Buffer.from(request.body))).toBe(200);
    expect(await status(undefined)).toBe(400);
  });
});
