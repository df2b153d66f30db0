import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DOCUMENTED_BUDGET } from '../../../src/ec2/budget.js';
import type { Outcomes } from '../../../src/ec2/ec2.js';
import { ServiceError } from '../../../src/errors.js';
import { anId, ids, told } from '../../support/builders.js';
import {
  answerTo,
  connectionError,
  type Reaction,
  refusal,
  stateChanges,
} from '../../support/ec2-transport.js';
import { type Asked, aRequest, mergedEc2 } from '../../support/merged-ec2.js';

const DONE: Record<string, string> = {
  StartInstances: 'pending',
  StopInstances: 'stopping',
  TerminateInstances: 'shutting-down',
};

/** An EC2 that does what it is asked for. */
function does({ action, ids }: Asked) {
  if (action === 'RebootInstances') return answerTo(action, '<return>true</return>');
  return stateChanges(action, ids, 'stopped', DONE[action]);
}

function notStartable(id: string) {
  return refusal(
    'IncorrectInstanceState',
    `The instance '${id}' is not in a state from which it can be started.`,
  );
}

describe('Calls that come together', () => {
  it.each(['startInstances', 'rebootInstances'] as const)('are one: %s', async (method) => {
    const { ec2, asked } = mergedEc2(does);
    await Promise.all(ids(3).map((id) => ec2[method]([id], aRequest().call)));
    expect(asked.map(({ ids }) => ids)).toEqual([ids(3)]);
  });

  it.each(['stopInstances', 'terminateInstances'] as const)(
    'are one where all or none are forced: %s',
    async (method) => {
      const { ec2, asked } = mergedEc2(does);
      const some = ids(6).map((id, n) => ec2[method]([id], { force: n % 2 === 1 }, aRequest().call));
      await Promise.all(some);
      expect(asked.map(({ ids, form }) => [form.Force, ...ids])).toEqual([
        [undefined, anId(1), anId(3), anId(5)],
        ['true', anId(2), anId(4), anId(6)],
      ]);
    },
  );

  it('are one where statuses are asked for', async () => {
    const { ec2, asked, pass } = mergedEc2(() => answerTo('DescribeInstanceStatus', '<instanceStatusSet/>'));
    const some = ids(3).map((id) => ec2.describeInstanceStatus([id], aRequest().call));
    await pass();
    expect((await Promise.all(some)).map((outcomes, n) => outcomes.get(anId(n + 1)))).toMatchObject(
      Array(3).fill({ code: 'INSTANCE_NOT_FOUND' }),
    );
    expect(asked).toHaveLength(1);
  });

  it('are one where instance types are asked for, and an unknown one spoils it for nobody', async () => {
    const { ec2, asked, pass } = mergedEc2(({ ids }) =>
      ids.includes('t9.nano')
        ? refusal('InvalidInstanceType', 'The following supplied instance types do not exist: [t9.nano]')
        : answerTo(
            'DescribeInstanceTypes',
            ids
              .map(
                (id) => `<instanceTypeSet><item><instanceType>${id}</instanceType></item></instanceTypeSet>`,
              )
              .join(''),
          ),
    );
    const some = ['t9.nano', 't3.nano'].map((name, n) =>
      ec2.describeInstanceTypes([name], 'us-east-1', aRequest(`caller ${n}`).call),
    );
    await pass();
    const [unknown, known] = await Promise.all(some);
    expect(unknown?.get('t9.nano')).toMatchObject({ ec2: { code: 'InvalidInstanceType' } });
    expect(known?.get('t3.nano')).toMatchObject({ name: 't3.nano' });
    expect(asked.map(({ ids }) => ids)).toEqual([['t9.nano', 't3.nano'], ['t3.nano']]);
  });

  it('take their tokens for reads by id from the bucket of those without a filter', async () => {
    const budget = { 'DescribeInstances.unfiltered': { capacity: 1, perSecond: 1 } };
    const { ec2, asked, pass } = mergedEc2(() => answerTo('DescribeInstances', '<reservationSet/>'), budget);
    void ec2.describeInstancesById([anId(1)], aRequest().call);
    await pass();
    void ec2.describeInstancesById([anId(2)], aRequest().call);
    void ec2.describeInstances([anId(3)], aRequest().call);
    await pass();
    expect(asked.map(({ ids }) => ids)).toEqual([[anId(1)], [anId(3)]]);
    await pass(1000);
    expect(asked.at(-1)?.ids).toEqual([anId(2)]);
  });

  it.each([
    ['read', 'TIMEOUT'],
    ['change', 'OUTCOME_UNKNOWN'],
  ])('tell who gives up while EC2 is asked for a %s: %s', async (what, code) => {
    const { ec2, pass } = mergedEc2(() => 'hang');
    const { call, timeOut } = aRequest();
    const outcomes: Promise<Outcomes<unknown>> =
      what === 'read' ? ec2.describeInstances(ids(1), call) : ec2.startInstances(ids(1), call);
    await pass();
    timeOut();
    expect(told(await outcomes)).toEqual({ [anId(1)]: code });
  });
});

describe('A change of which the answer is lost', () => {
  const lostThen = (times: number) => (asked: Asked, n: number) =>
    n <= times ? connectionError('ECONNRESET') : does(asked);

  it('is asked for again, and costs its instances again, so that no more is asked than EC2 may count', async () => {
    const budget = { 'StartInstances.instances': { capacity: 1000, perSecond: 2 } };
    const { ec2, asked, pass } = mergedEc2(lostThen(1), budget);
    const started = ec2.startInstances(ids(600), aRequest().call);
    await pass(100);
    expect(asked.map(({ ids }) => ids.length)).toEqual([600, 400]);
    await pass(100_000);
    const outcomes = [...(await started).values()];
    expect(outcomes.filter((outcome) => outcome instanceof ServiceError)).toEqual([]);
  });

  it('does not lock the action for others', async () => {
    let lost = 0;
    const throttling = (asked: Asked) => {
      if (asked.ids.length === 1) return does(asked);
      lost += 1;
      return lost === 1 ? connectionError('ECONNRESET') : refusal('RequestLimitExceeded', 'slow down', 503);
    };
    const { ec2, pass } = mergedEc2(throttling, DOCUMENTED_BUDGET);
    const all = aRequest('greedy');
    const started = ec2.startInstances(ids(600), all.call);
    await pass(60_000);
    all.timeOut();
    const refused = [...(await started).values()].filter((outcome) => outcome instanceof ServiceError);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['OUTCOME_UNKNOWN']));
    const single = aRequest('modest');
    const next = ec2.startInstances([anId(9999)], single.call);
    await pass(20_000);
    expect(told(await next)).toMatchObject({ [anId(9999)]: { currentState: 'pending' } });
  });

  it('is told as unknown to who gives up after EC2 has throttled it since, and to nobody is it done later', async () => {
    const { ec2, asked, pass } = mergedEc2((one, n) =>
      n === 1
        ? connectionError('ECONNRESET')
        : n === 2
          ? refusal('RequestLimitExceeded', 'x', 503)
          : does(one),
    );
    const leaving = aRequest('a');
    const left = ec2.startInstances([anId(1)], leaving.call);
    const stayed = ec2.startInstances([anId(2)], aRequest('b').call);
    await pass(100);
    leaving.timeOut();
    expect(told(await left)).toEqual({ [anId(1)]: 'OUTCOME_UNKNOWN' });
    await pass(10_000);
    expect(told(await stayed)).toMatchObject({ [anId(2)]: { currentState: 'pending' } });
    expect(asked.at(-1)?.ids).toEqual([anId(2)]);
  });

  it('is not repeated where that would do more: RebootInstances', async () => {
    const { ec2, asked, pass } = mergedEc2(lostThen(1));
    const rebooted = ec2.rebootInstances(ids(2), aRequest().call);
    await pass(10_000);
    expect(told(await rebooted)).toEqual({ [anId(1)]: 'OUTCOME_UNKNOWN', [anId(2)]: 'OUTCOME_UNKNOWN' });
    expect(asked).toHaveLength(1);
  });

  it('goes on when its client hangs up, but not beyond its deadline', async () => {
    let answer = () => {};
    const ended: string[] = [];
    const react = (one: Asked) =>
      one.action === 'StopInstances'
        ? 'hang'
        : new Promise<Reaction>((resolve) => {
            answer = () => resolve(does(one));
          });
    const called = (action: string, failure?: ServiceError) => void ended.push(`${action} ${failure?.code}`);
    const { ec2, pass } = mergedEc2(react, {}, { called });
    const [leaving, late] = [aRequest('a'), aRequest('b')];
    void ec2.startInstances(ids(1), leaving.call);
    void ec2.stopInstances(ids(1), { force: false }, late.call);
    await pass();
    leaving.hangUp();
    late.timeOut();
    await pass();
    expect(ended).toEqual(['StopInstances OUTCOME_UNKNOWN']);
    answer();
    await pass();
    expect(ended).toEqual(['StopInstances OUTCOME_UNKNOWN', 'StartInstances undefined']);
  });
});

/** An EC2 that refuses calls with these in them, in these words. */
function refusing(bad: readonly string[], inWords: (among: readonly string[]) => Reaction) {
  return (one: Asked) => {
    const among = one.ids.filter((id) => bad.includes(id));
    return among.length > 0 ? inWords(among) : does(one);
  };
}

const unauthorized = ([first = '']: readonly string[]) =>
  refusal('UnauthorizedOperation', `not authorized on resource: arn:aws:ec2:instance/${first}`, 403);
const unnamed = () => refusal('UnsupportedOperation', 'One of them cannot be started.');
const DONE_WITH = { currentState: 'pending' };

describe('Calls with refused instances among them', () => {
  it('are told apart while the single one of another caller waits for one call more at most', async () => {
    const { ec2, asked, pass } = mergedEc2(
      refusing(ids(100), ([first = '']) => notStartable(first)),
      DOCUMENTED_BUDGET,
    );
    void ec2.startInstances(ids(100), aRequest('a').call);
    const good = ec2.startInstances([anId(500)], aRequest('b').call);
    await pass();
    expect(told(await good)).toMatchObject({ [anId(500)]: DONE_WITH });
    expect(asked.findIndex(({ ids }) => ids.length === 1)).toBeLessThanOrEqual(2);
  });

  it('are told apart by callers first where EC2 names none', async () => {
    const { ec2, asked, pass } = mergedEc2(refusing(ids(99), unnamed), DOCUMENTED_BUDGET);
    void ec2.startInstances(ids(99), aRequest('a').call);
    const good = ec2.startInstances([anId(500)], aRequest('b').call);
    await pass();
    expect(told(await good)).toMatchObject({ [anId(500)]: DONE_WITH });
    expect(asked.findIndex(({ ids }) => ids.length === 1)).toBeLessThanOrEqual(2);
  });

  it('are not held up by a caller that repeats its refused one as soon as it is answered', async () => {
    const { ec2, asked, pass } = mergedEc2(
      refusing(ids(2), ([first = '']) => notStartable(first)),
      DOCUMENTED_BUDGET,
    );
    const insist = async (id: string): Promise<void> => {
      for (let n = 0; n < 100; n++) await ec2.startInstances([id], aRequest('insisting').call);
    };
    void insist(anId(1));
    void insist(anId(2));
    const good = ec2.startInstances([anId(500)], aRequest('b').call);
    await pass(1000);
    expect(told(await good)).toMatchObject({ [anId(500)]: DONE_WITH });
    expect(asked.findIndex(({ ids }) => ids.length === 1 && ids[0] === anId(500))).toBeLessThanOrEqual(5);
  });

  it('are refused to those alone who may not, where EC2 names them', async () => {
    const bad = [anId(1), anId(3), anId(5)];
    const { ec2, pass } = mergedEc2(refusing(bad, unauthorized));
    const started = ids(6).map((id, n) => ec2.startInstances([id], aRequest(`caller ${n}`).call));
    await pass(1000);
    const outcomes = new Map((await Promise.all(started)).flatMap((each) => [...each]));
    for (const id of ids(6)) {
      if (bad.includes(id))
        expect(outcomes.get(id)).toMatchObject({ ec2: { code: 'UnauthorizedOperation' } });
      else expect(outcomes.get(id)).toMatchObject(DONE_WITH);
    }
  });

  it('are refused to those callers alone who may not, where EC2 names none', async () => {
    const { ec2, pass } = mergedEc2(refusing([anId(1)], () => refusal('UnauthorizedOperation', 'no', 403)));
    const started = ids(8).map((id, n) => ec2.startInstances([id], aRequest(`caller ${n}`).call));
    await pass(1000);
    const outcomes = (await Promise.all(started)).map((each) => Object.values(told(each))[0]);
    expect(outcomes).toEqual(['UPSTREAM', ...Array(7).fill(expect.objectContaining(DONE_WITH))]);
  });

  it('are refused with three calls to a caller who may nothing', async () => {
    const { ec2, asked, pass } = mergedEc2(() => refusal('UnauthorizedOperation', 'no', 403));
    const started = ec2.startInstances(ids(1000), aRequest().call);
    await pass(1000);
    expect(new Set(Object.values(told(await started)))).toEqual(new Set(['UPSTREAM']));
    expect(asked).toHaveLength(3);
  });

  it('fail for want of capacity for those alone whose type there is none of', async () => {
    const { ec2, pass } = mergedEc2(
      refusing([anId(1)], () => refusal('InsufficientInstanceCapacity', 'no p5', 500)),
    );
    const [big, small] = [[anId(1)], [anId(2)]].map((some, n) =>
      ec2.startInstances(some, aRequest(`caller ${n}`).call),
    );
    await pass(1000);
    expect(told((await big) as Outcomes<unknown>)).toEqual({ [anId(1)]: 'CAPACITY' });
    expect(told((await small) as Outcomes<unknown>)).toMatchObject({ [anId(2)]: DONE_WITH });
  });

  it('may have been carried out all the same where EC2 terminates those in other zones', async () => {
    const budget = { TerminateInstances: { capacity: 1, perSecond: 0.001 } };
    const refused = () =>
      refusal('OperationNotPermitted', `The instance '${anId(1)}' may not be terminated.`);
    const { ec2, pass } = mergedEc2(refused, budget);
    const leaving = aRequest();
    const terminated = ec2.terminateInstances(ids(2), { force: false }, leaving.call);
    await pass();
    leaving.timeOut();
    expect(told(await terminated)).toEqual({ [anId(1)]: 'UPSTREAM', [anId(2)]: 'OUTCOME_UNKNOWN' });
  });

  it('are not sent again for who has given up meanwhile', async () => {
    let answer = () => {};
    const { ec2, asked, pass } = mergedEc2((one, n) =>
      n > 1
        ? does(one)
        : new Promise<Reaction>((resolve) => {
            answer = () => resolve(notStartable(anId(1)));
          }),
    );
    const leaving = aRequest('b');
    void ec2.startInstances([anId(1)], aRequest('a').call);
    void ec2.startInstances([anId(2)], leaving.call);
    void ec2.startInstances([anId(3)], aRequest('c').call);
    await pass();
    leaving.timeOut();
    answer();
    await pass(1000);
    expect(asked.map(({ ids }) => ids)).toEqual([ids(3), [anId(3)]]);
  });

  it('give every instance exactly its own outcome, and carry each out once, however EC2 refuses', async () => {
    const ways = {
      all: (bad: readonly string[]) =>
        refusal('InvalidInstanceID.NotFound', `The instance IDs '${bad.join(', ')}' do not exist`),
      one: ([first = '']: readonly string[]) => notStartable(first),
      none: () => refusal('UnsupportedOperation', 'One of them cannot be started.'),
      another: () => refusal('OperationNotPermitted', `The instance '${anId(0xffffff)}' may not be started.`),
    };
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 0xffff }), { minLength: 1, maxLength: 30 }),
        fc.infiniteStream(fc.boolean()),
        fc.infiniteStream(fc.constantFrom(...(Object.keys(ways) as (keyof typeof ways)[]))),
        async (numbers, coins, turns) => {
          const all = numbers.map(anId);
          const bad = all.filter(() => coins.next().value);
          const { ec2, asked, pass } = mergedEc2((one) => {
            const among = one.ids.filter((id) => bad.includes(id));
            return among.length > 0 ? ways[turns.next().value as keyof typeof ways](among) : does(one);
          });
          const started = all.map((id, n) => ec2.startInstances([id], aRequest(`caller ${n % 3}`).call));
          while (asked.length === 0) await pass();
          const outcomes = new Map((await Promise.all(started)).flatMap((each) => [...each]));
          for (const id of all) {
            if (bad.includes(id)) expect(outcomes.get(id)).toBeInstanceOf(ServiceError);
            else expect(outcomes.get(id)).toMatchObject({ id });
          }
          const done = asked.map(({ ids }) => ids).filter((ids) => !ids.some((id) => bad.includes(id)));
          expect(done.flat().sort()).toEqual(all.filter((id) => !bad.includes(id)).sort());
          expect(asked.length).toBeLessThanOrEqual(2 * all.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});

it('Each call that waits for tokens is told of once, and each part of a refused one has its size', async () => {
  const waits: [string, number][] = [];
  const sizes: number[] = [];
  const splits: string[] = [];
  const { ec2, pass } = mergedEc2(
    (one) => (one.ids.includes(anId(1)) ? notStartable(anId(1)) : does(one)),
    { StartInstances: { capacity: 1, perSecond: 1 } },
    {
      waited: (action, ms) => void waits.push([action, ms]),
      batched: (_, size) => void sizes.push(size),
      split: (action) => void splits.push(action),
    },
  );
  const request = aRequest();
  const started = ec2.startInstances(ids(3), request.call);
  await pass(1000);
  await started;
  expect(waits).toEqual([
    ['StartInstances', 0],
    ['StartInstances', 1000],
  ]);
  expect(sizes).toEqual([3, 2]);
  expect(splits).toEqual(['StartInstances']);
  expect(request.call.ledger).toMatchObject({ waitedMs: 1000, calls: { StartInstances: 2 } });
});
