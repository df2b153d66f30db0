import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { DOORS, graphql } from '../support/doors.js';
import { runningInstance, stateOf, stoppedInstance, terminatedInstance } from '../support/instances.js';
import { startService } from '../support/service.js';

describe.each(DOORS)('Stopping through %s', (_name, open) => {
  it('stops a running instance with one EC2 call', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    expect(await open(service).act('stop', id)).toEqual({
      status: 200,
      value: 'Instance modification succeeded',
      calls: { StopInstances: 1 },
    });
    expect(await stateOf(service, id)).toBe('STOPPING');
    service.advance(2000);
    expect(await stateOf(service, id)).toBe('STOPPED');
  });

  it.each([true, false])('takes force: %s', async (force) => {
    const service = await startService();
    const id = await runningInstance(service);
    expect(await open(service).act('stop', id, { force })).toMatchObject({ status: 200 });
  });

  it('leaves a stopped instance stopped', async () => {
    const service = await startService();
    const id = await stoppedInstance(service);
    expect(await open(service).act('stop', id)).toMatchObject({ status: 200 });
    expect(await stateOf(service, id)).toBe('STOPPED');
  });

  it('answers 408 with what EC2 says of an instance that has never run', async () => {
    const service = await startService();
    const [id = ''] = (await open(service).launch({ imageId: 'ami-12c6146b', instanceType: 't3.micro' }))
      .value as string[];
    expect(await open(service).act('stop', id)).toMatchObject({
      status: 408,
      ec2Code: 'IncorrectInstanceState',
      message: expect.stringContaining(`Instance '${id}' cannot be stopped`),
    });
  });

  it('answers 408 with what EC2 says of a terminated instance', async () => {
    const service = await startService();
    const id = await terminatedInstance(service);
    expect(await open(service).act('stop', id)).toMatchObject({
      status: 408,
      ec2Code: 'IncorrectInstanceState',
    });
  });

  it('answers 408 with what EC2 says of an instance that is protected from it', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    await open(service).modify(id, 'disableApiStop', 'true');
    expect(await open(service).act('stop', id)).toMatchObject({
      status: 408,
      ec2Code: 'OperationNotPermitted',
    });
    expect(await stateOf(service, id)).toBe('RUNNING');
  });
});

describe('The force of a stop', () => {
  it.each(['true', 'True', '1', 'false', 'FALSE', '0'])('is taken as %s in REST', async (force) => {
    const service = await startService();
    const id = await runningInstance(service);
    await request(service.url).put(`/v1/${id}/stop`).query({ force }).expect(200);
  });

  it('is refused as anything else, in both doors, and stops nothing', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    const { body } = await request(service.url).put(`/v1/${id}/stop`).send('force=maybe').expect(400);
    expect(body).toBe('force: expected true or false, got "maybe"');
    const { errors } = await graphql(
      service,
      'mutation ($f: Boolean!) { stopInstances(ids: ["i"], force: $f) { results { id } } }',
      { f: 'maybe' },
    );
    expect(errors[0]).toMatchObject({
      message:
        'Variable "$f" got invalid value "maybe"; Boolean cannot represent a non boolean value: "maybe"',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(await stateOf(service, id)).toBe('RUNNING');
  });
});

describe('Stopping several', () => {
  it('answers id and state of each instance without another EC2 call', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    const body = await graphql(
      service,
      'mutation ($ids: [ID!]!) { stopInstances(ids: $ids) { results { instance { id state } } } }',
      { ids: [id] },
    );
    expect(body.data.stopInstances.results).toEqual([{ instance: { id, state: 'STOPPING' } }]);
    expect(body.extensions.ec2.calls).toEqual({ StopInstances: 1 });
  });

  it('reads the instances anew, all with one EC2 call, when more of them is selected', async () => {
    const service = await startService();
    const ids = [await runningInstance(service), await runningInstance(service)];
    const body = await graphql(
      service,
      'mutation ($ids: [ID!]!) { stopInstances(ids: $ids) { results { instance { state stateReason { code } } } } }',
      { ids },
    );
    const instance = { state: 'STOPPING', stateReason: { code: 'Client.UserInitiatedShutdown' } };
    expect(body.data.stopInstances.results).toEqual([{ instance }, { instance }]);
    expect(body.extensions.ec2.calls).toEqual({ StopInstances: 1, DescribeInstances: 1 });
  });
});
