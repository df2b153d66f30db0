import { describe, expect, it } from '@jest/globals';
import { DOORS, graphql, restDoor } from '../support/doors.js';
import { runningInstance, stateOf, stoppedInstance, terminatedInstance } from '../support/instances.js';
import { aWorld, startService } from '../support/service.js';

describe.each(DOORS)('Starting through %s', (_name, open) => {
  it('starts a stopped instance with one EC2 call', async () => {
    const service = await startService();
    const id = await stoppedInstance(service);
    expect(await open(service).act('start', id)).toEqual({
      status: 200,
      value: 'Instance modification succeeded',
      calls: { StartInstances: 1 },
    });
    expect(await stateOf(service, id)).toBe('PENDING');
    service.advance(2000);
    expect(await stateOf(service, id)).toBe('RUNNING');
  });

  it('leaves a running instance running', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    expect(await open(service).act('start', id)).toMatchObject({ status: 200 });
    expect(await stateOf(service, id)).toBe('RUNNING');
  });

  it('answers 408 with what EC2 says of a terminated instance', async () => {
    const service = await startService();
    const id = await terminatedInstance(service);
    expect(await open(service).act('start', id)).toMatchObject({
      status: 408,
      ec2Code: 'IncorrectInstanceState',
      message: expect.stringContaining(
        `The instance '${id}' is not in a state from which it can be started.`,
      ),
      retryable: false,
    });
  });
});

describe('Starting right after a change of type', () => {
  it('waits until EC2 knows the new type, and fails no other', async () => {
    const service = await startService({ SIMULATOR_CONSISTENCY_MS: '3000' });
    const ids = [await stoppedInstance(service), await stoppedInstance(service)];
    await restDoor(service).modify(ids[0] ?? '', 'instanceType', 't3.small');
    const { data } = await graphql(
      service,
      'mutation ($ids: [ID!]!) { startInstances(ids: $ids) { results { currentState error { message } } } }',
      { ids },
    );
    const started = { currentState: 'PENDING', error: null };
    expect(data.startInstances.results).toEqual([started, started]);
  });

  it('is answered with what EC2 says where the deadline comes first', async () => {
    let isOver = false;
    const clock = aWorld();
    const delay = async (ms: number) => {
      if (isOver) throw new Error('the deadline');
      clock.advance(ms);
    };
    const environment = { SIMULATOR_CONSISTENCY_MS: '3000' };
    const service = {
      ...(await startService(environment, { ...clock.world, delay })),
      advance: clock.advance,
    };
    const id = await stoppedInstance(service);
    await restDoor(service).modify(id, 'instanceType', 't3.small');
    isOver = true;
    expect(await restDoor(service).act('start', id)).toMatchObject({
      status: 408,
      ec2Code: 'InvalidParameterValue',
      message: expect.stringContaining('LaunchPlan instance type does not match attribute value'),
    });
  });
});

describe('Starting several', () => {
  it('reports the bad ids in their places and still starts the others', async () => {
    const service = await startService();
    const stopped = await stoppedInstance(service);
    const terminated = await terminatedInstance(service);
    const ids = ['i-00000001', stopped, 'not-an-id', terminated, stopped];
    const body = await graphql(
      service,
      'mutation ($ids: [ID!]!) { startInstances(ids: $ids) { results { id previousState currentState error { code } instance { id state } } } }',
      { ids },
    );
    expect(body.data.startInstances.results).toEqual([
      {
        id: 'i-00000001',
        previousState: null,
        currentState: null,
        error: { code: 'INSTANCE_NOT_FOUND' },
        instance: null,
      },
      started(stopped),
      {
        id: 'not-an-id',
        previousState: null,
        currentState: null,
        error: { code: 'INSTANCE_NOT_FOUND' },
        instance: null,
      },
      {
        id: terminated,
        previousState: null,
        currentState: null,
        error: { code: 'INVALID_STATE' },
        instance: { id: terminated, state: 'TERMINATED' },
      },
      started(stopped),
    ]);
  });

  function started(id: string) {
    const instance = { id, state: 'PENDING' };
    return { id, previousState: 'STOPPED', currentState: 'PENDING', error: null, instance };
  }
});
