import { describe, expect, it } from '@jest/globals';
import { patient } from '../../../src/ec2/patient.js';
import { instanceNotFound, ServiceError } from '../../../src/errors.js';
import { aCall, aLaunch, anEc2, anId, anInstance, forEach } from '../../support/builders.js';
import { ManualClock, settled } from '../../support/clock.js';

const MINUTE_MS = 60_000;

/** An EC2 that launches an instance, or tells of it again, and never shows it. */
function launched() {
  const clock = new ManualClock();
  const began = new Date(clock.now());
  let asked = 0;
  const ec2 = patient(
    anEc2({
      runInstances: async () => ({ id: 'r-1', instances: [anInstance({ launchTime: began })] }),
      describeInstances: async (ids) => {
        asked += 1;
        return forEach(ids, (id) => instanceNotFound(id));
      },
    }),
    clock,
  );
  const launch = () => ec2.runInstances(aLaunch(), aCall());
  /** What is heard of it at once; undefined while it is waited for. */
  const lookUp = async () => {
    let heard: unknown;
    void ec2.describeInstances([anId()], aCall()).then((outcomes) => {
      heard = outcomes.get(anId());
    });
    await settled();
    return heard;
  };
  return { clock, launch, lookUp, asked: () => asked };
}

describe('An instance that was launched here', () => {
  it('is waited for', async () => {
    const { clock, launch, lookUp, asked } = launched();
    await launch();
    expect(await lookUp()).toBeUndefined();
    await clock.advance(100);
    expect(asked()).toBe(2);
  });

  it('is not waited for any more after five minutes', async () => {
    const { clock, launch, lookUp } = launched();
    await launch();
    await clock.advance(5 * MINUTE_MS);
    expect(await lookUp()).toBeUndefined();
    await clock.advance(MINUTE_MS);
    expect(await lookUp()).toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  });

  it('is no newer when its launch is repeated', async () => {
    const { clock, launch, lookUp } = launched();
    await launch();
    for (let minute = 0; minute < 6; minute++) {
      await clock.advance(MINUTE_MS);
      await launch();
    }
    expect(await lookUp()).toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  });
});

it('A start too soon after a change of type is asked for again every two seconds', async () => {
  const clock = new ManualClock();
  const early = new ServiceError('UPSTREAM', 'LaunchPlan instance type does not match attribute value', {
    ec2: { code: 'InvalidParameterValue', requestId: '1' },
  });
  const asked: number[] = [];
  const began = clock.now();
  const startInstances = async (some: readonly string[]) => {
    asked.push(clock.now() - began);
    return forEach(some, (id) =>
      asked.length < 3 ? early : { id, previousState: 'stopped' as const, currentState: 'pending' as const },
    );
  };
  const started = patient(anEc2({ startInstances }), clock).startInstances([anId()], aCall());
  await clock.advance(10_000);
  expect((await started).get(anId())).toMatchObject({ currentState: 'pending' });
  expect(asked).toEqual([0, 2000, 4000]);
});
