import { describe, expect, it } from '@jest/globals';
import type { Instance, InstancePage, PageRequest } from '../../../src/ec2/ec2.js';
import { settledLater } from '../../../src/ec2/settled-later.js';
import { ServiceError } from '../../../src/errors.js';
import { aCall, aLaunch, anEc2, anInstance, aPage } from '../../support/builders.js';
import { ManualClock } from '../../support/clock.js';

const unknown = () => new ServiceError('OUTCOME_UNKNOWN', 'no answer', { retryable: true });

/** Launches that end as told, and an EC2 whose lists of a token's instances a test may change. */
function launching(endings: (Error | undefined)[]) {
  const clock = new ManualClock();
  const looked: PageRequest[] = [];
  const settled: [string, string[] | undefined][] = [];
  const answers = { list: async (_page: PageRequest): Promise<readonly Instance[]> => [] };
  const ec2 = settledLater(
    anEc2({
      regions: ['us-east-1', 'eu-west-1'],
      runInstances: async () => {
        const ending = endings.shift();
        if (ending) throw ending;
        return { id: 'r-1', instances: [anInstance()] };
      },
      listInstances: async (page): Promise<InstancePage> => {
        looked.push(page);
        return { instances: await answers.list(page), nextToken: undefined };
      },
    }),
    clock,
    ({ clientToken }, instances) => settled.push([clientToken, instances?.map(({ id }) => id)]),
  );
  const launch = (facts = {}) => ec2.runInstances(aLaunch(facts), aCall());
  return { clock, looked, settled, answers, launch };
}

function launched(clientToken: string): Instance {
  return anInstance({ clientToken });
}

describe('A launch of which nobody knows whether it took place', () => {
  it('is told to its caller at once, and looked for later by its token, in its region', async () => {
    const { clock, looked, settled, answers, launch } = launching([unknown()]);
    await expect(launch({ placement: 'eu-west-1a' })).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(looked).toEqual([]);
    answers.list = async () => [launched('token-1')];
    await clock.advance(1000);
    const filters = [{ name: 'client-token', values: ['token-1'] }];
    expect(looked).toEqual([aPage({ region: 'eu-west-1', filters })]);
    expect(settled).toEqual([['token-1', [anInstance().id]]]);
    await clock.advance(600_000);
    expect(looked).toHaveLength(1);
  });

  it('is looked for ever more seldom, until it is certain that there is none', async () => {
    const { clock, looked, settled, launch } = launching([unknown()]);
    await expect(launch()).rejects.toThrow();
    await clock.advance(299_000);
    expect(settled).toEqual([]);
    await clock.advance(60_000);
    expect(settled).toEqual([['token-1', []]]);
    expect(looked.length).toBeLessThan(20);
  });

  it('stays unknown where EC2 does not answer all the while', async () => {
    const { clock, settled, answers, launch } = launching([unknown()]);
    answers.list = () => Promise.reject(new ServiceError('TIMEOUT', 'no answer'));
    await expect(launch()).rejects.toThrow();
    await clock.advance(400_000);
    expect(settled).toEqual([['token-1', undefined]]);
  });

  it('is no longer looked for once it was repeated and answered', async () => {
    const { clock, looked, settled, launch } = launching([unknown(), undefined]);
    await expect(launch()).rejects.toThrow();
    await launch();
    await clock.advance(400_000);
    expect(looked).toEqual([]);
    expect(settled).toEqual([]);
  });

  it('is looked for together with others of its region, in one call', async () => {
    const { clock, looked, settled, answers, launch } = launching([unknown(), unknown(), unknown()]);
    for (const clientToken of ['a', 'b', 'c']) await expect(launch({ clientToken })).rejects.toThrow();
    answers.list = async () => [launched('a'), launched('c')];
    await clock.advance(1000);
    expect(looked.map(({ filters }) => filters)).toEqual([
      [{ name: 'client-token', values: ['a', 'b', 'c'] }],
    ]);
    expect(settled).toEqual([
      ['a', [anInstance().id]],
      ['c', [anInstance().id]],
    ]);
  });

  it('is found though another region does not answer', async () => {
    const { clock, settled, answers, launch } = launching([unknown(), unknown()]);
    await expect(launch({ clientToken: 'here', placement: 'us-east-1a' })).rejects.toThrow();
    await expect(launch({ clientToken: 'there', placement: 'eu-west-1a' })).rejects.toThrow();
    answers.list = async ({ region }) => {
      if (region === 'us-east-1') throw new ServiceError('TIMEOUT', 'no answer');
      return [launched('there')];
    };
    await clock.advance(1000);
    expect(settled).toEqual([['there', [anInstance().id]]]);
  });

  it('has its time anew when it was repeated, and became unknown once more, while it was looked for', async () => {
    const { clock, settled, answers, launch } = launching([unknown(), unknown()]);
    await expect(launch()).rejects.toThrow();
    await clock.advance(299_000);
    let answer = () => {};
    answers.list = () => new Promise((resolve) => (answer = () => resolve([])));
    await clock.advance(60_000);
    await expect(launch()).rejects.toThrow();
    answer();
    await clock.advance(200_000);
    expect(settled).toEqual([]);
  });
});

it.each([
  ['that was refused', new ServiceError('UPSTREAM', 'no')],
  ['that failed by a fault', new Error('a fault')],
])('A launch %s is not looked for', async (_, error) => {
  const { clock, looked, launch } = launching([error]);
  await expect(launch()).rejects.toBe(error);
  await clock.advance(400_000);
  expect(looked).toEqual([]);
});

it('A dry run of unknown outcome is not looked for, as it launches nothing', async () => {
  const { clock, looked, launch } = launching([unknown()]);
  await expect(launch({ dryRun: true })).rejects.toThrow();
  await clock.advance(400_000);
  expect(looked).toEqual([]);
});
