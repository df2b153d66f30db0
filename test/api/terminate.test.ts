import { describe, expect, it } from '@jest/globals';
import { DOORS, graphql, restDoor } from '../support/doors.js';
import { runningInstance, stateOf, stoppedInstance, terminatedInstance } from '../support/instances.js';
import { startService } from '../support/service.js';
import { startWithSlowEc2 } from '../support/slow-ec2.js';

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

  it('answers each as it is, though EC2 fails the call and terminates those of other zones all the same', async () => {
    const { service, atOnce } = await startWithSlowEc2();
    const inZone = (zone: string) => runningInstance(service, { placement: `us-east-1${zone}` });
    const [first, kept, beside, elsewhere] = [
      await inZone('a'),
      await inZone('a'),
      await inZone('a'),
      await inZone('b'),
    ];
    const door = restDoor(service);
    await door.modify(kept, 'disableApiTermination', 'true');
    // The first goes alone; the others go together meanwhile.
    const { answers } = await atOnce(
      [first, kept, beside, elsewhere].map((id) => () => door.act('terminate', id)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 408, 200, 200]);
    for (const id of [first, beside, elsewhere]) expect(await stateOf(service, id)).not.toBe('RUNNING');
    expect(await stateOf(service, kept)).toBe('RUNNING');
  });
});
