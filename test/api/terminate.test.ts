import { describe, expect, it } from '@jest/globals';
import { DOORS, graphql } from '../support/doors.js';
import { runningInstance, stateOf, stoppedInstance, terminatedInstance } from '../support/instances.js';
import { startService } from '../support/service.js';

describe.each(DOORS)('Terminating through %s', (_name, open) => {
  it('terminates a running instance with one EC2 call', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    expect(await open(service).act('terminate', id)).toEqual({
      status: 200,
      value: 'Instance modification succeeded',
      calls: { TerminateInstances: 1 },
    });
    expect(await stateOf(service, id)).toBe('SHUTTING_DOWN');
    service.advance(2000);
    expect(await stateOf(service, id)).toBe('TERMINATED');
  });

  it.each([true, false])('takes force: %s', async (force) => {
    const service = await startService();
    const id = await runningInstance(service);
    expect(await open(service).act('terminate', id, { force })).toMatchObject({ status: 200 });
  });

  it('succeeds on a terminated instance', async () => {
    const service = await startService();
    const id = await terminatedInstance(service);
    expect(await open(service).act('terminate', id)).toMatchObject({ status: 200 });
  });

  it('is done at once with a stopped instance', async () => {
    const service = await startService();
    const id = await stoppedInstance(service);
    await open(service).act('terminate', id);
    expect(await stateOf(service, id)).toBe('TERMINATED');
  });

  it('answers 408 with what EC2 says of an instance that is protected from it', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    await open(service).modify(id, 'disableApiTermination', 'true');
    expect(await open(service).act('terminate', id)).toMatchObject({
      status: 408,
      ec2Code: 'OperationNotPermitted',
      message: expect.stringContaining(`The instance '${id}' may not be terminated.`),
    });
    expect(await stateOf(service, id)).toBe('RUNNING');
  });
});

describe('Terminating several', () => {
  it('reports the protected one and still terminates the others', async () => {
    const service = await startService();
    const [kept, gone] = [await runningInstance(service), await runningInstance(service)];
    await graphql(
      service,
      'mutation ($id: ID!) { modifyInstanceAttribute(id: $id, attribute: "disableApiTermination", value: "true") { id } }',
      { id: kept },
    );
    const { data } = await graphql(
      service,
      'mutation ($ids: [ID!]!) { terminateInstances(ids: $ids) { results { currentState error { code ec2Code } } } }',
      { ids: [kept, gone] },
    );
    expect(data.terminateInstances.results).toEqual([
      { currentState: null, error: { code: 'UPSTREAM', ec2Code: 'OperationNotPermitted' } },
      { currentState: 'SHUTTING_DOWN', error: null },
    ]);
  });
});
