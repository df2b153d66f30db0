import { describe, expect, it } from '@jest/globals';
import { DOORS, graphql } from '../support/doors.js';
import { runningInstance, stateOf, stoppedInstance } from '../support/instances.js';
import { startService } from '../support/service.js';

describe.each(DOORS)('Rebooting through %s', (_name, open) => {
  it('leaves a running instance running, for one EC2 call', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    expect(await open(service).act('reboot', id)).toEqual({
      status: 200,
      value: 'Instance modification succeeded',
      calls: { RebootInstances: 1 },
    });
    expect(await stateOf(service, id)).toBe('RUNNING');
  });

  it('answers 408 with what EC2 says of a stopped instance', async () => {
    const service = await startService();
    const id = await stoppedInstance(service);
    expect(await open(service).act('reboot', id)).toMatchObject({
      status: 408,
      ec2Code: 'IncorrectState',
      message: expect.stringContaining(`Cannot reboot instance ${id} that is currently in stopped state.`),
    });
  });

  it('is never sent twice: a lost answer is a 504', async () => {
    const service = await startService({ SIMULATOR_FAULTS: 'resetAfter=1' });
    expect(await open(service).act('reboot', 'i-00000001')).toMatchObject({
      status: 504,
      calls: { RebootInstances: 1 },
    });
  });
});

describe('A reboot', () => {
  it('tells no state, as EC2 tells none, until the instance is selected', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    const body = await graphql(
      service,
      'mutation ($ids: [ID!]!) { rebootInstances(ids: $ids) { results { previousState currentState instance { id state } } } }',
      { ids: [id] },
    );
    expect(body.data.rebootInstances.results).toEqual([
      { previousState: null, currentState: null, instance: { id, state: 'RUNNING' } },
    ]);
    expect(body.extensions.ec2.calls).toEqual({ RebootInstances: 1, DescribeInstances: 1 });
  });
});
