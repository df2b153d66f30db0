import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Batch, Ec2, Outcomes, Rebooted } from '../../../src/ec2/ec2.js';
import { separated } from '../../../src/ec2/separate.js';
import { type ErrorCode, ServiceError } from '../../../src/errors.js';
import { aCall, anEc2, anId, forEach, ids, told } from '../../support/builders.js';
import { anObserver } from '../../support/observers.js';

type Refuse = (bad: readonly string[]) => ServiceError;

function refusal(code: string, message: string, meaning: ErrorCode = 'INVALID_STATE'): ServiceError {
  return new ServiceError(meaning, message, { ec2: { code, requestId: 'request-1' } });
}

/** EC2's ways of refusing a batch for some ids in it. */
const namingAll: Refuse = (bad) =>
  refusal(
    'InvalidInstanceID.NotFound',
    `The instance IDs '${bad.join(', ')}' do not exist`,
    'INSTANCE_NOT_FOUND',
  );
const namingOne: Refuse = ([one]) =>
  refusal('IncorrectInstanceState', `The instance '${one}' is not in a state from which it can be started.`);
const namingNone: Refuse = () => refusal('UnsupportedOperation', 'One of them cannot be stopped.');
const namingAnother: Refuse = () => refusal('OperationNotPermitted', `'${anId(999)}' may not be terminated.`);

/** An EC2 that reboots all of a batch, or refuses it for the bad ids in it; and the batches that it was sent. */
function ec2Refusing(bad: readonly string[], refuse: Refuse) {
  const batches: (readonly string[])[] = [];
  const act = async (batch: readonly string[]): Promise<Outcomes<Rebooted>> => {
    batches.push(batch);
    const among = batch.filter((id) => bad.includes(id));
    const error = among.length > 0 ? refuse(among) : undefined;
    return forEach(batch, (id) => error ?? { id });
  };
  return { ec2: separated(anEc2({ rebootInstances: act }), anObserver()), batches };
}

const reboot = (ec2: Ec2, batch: readonly string[]) => ec2.rebootInstances(batch, aCall());

describe('a batch that EC2 refuses', () => {
  it('is left alone where EC2 does not refuse it', async () => {
    const { ec2, batches } = ec2Refusing([], namingAll);
    expect(told(await reboot(ec2, ids(3)))).toEqual(Object.fromEntries(ids(3).map((id) => [id, { id }])));
    expect(batches).toEqual([ids(3)]);
  });

  it('is sent again without the ids that EC2 names', async () => {
    const { ec2, batches } = ec2Refusing([anId(2), anId(4)], namingAll);
    expect(told(await reboot(ec2, ids(5)))).toEqual({
      [anId(1)]: { id: anId(1) },
      [anId(2)]: 'INSTANCE_NOT_FOUND',
      [anId(3)]: { id: anId(3) },
      [anId(4)]: 'INSTANCE_NOT_FOUND',
      [anId(5)]: { id: anId(5) },
    });
    expect(batches).toEqual([ids(5), [anId(1), anId(3), anId(5)]]);
  });

  it('tells each missing id of itself alone, with the code of EC2', async () => {
    const { ec2 } = ec2Refusing([anId(1), anId(2)], namingAll);
    expect((await reboot(ec2, ids(3))).get(anId(2))).toMatchObject({
      message: `The instance ID '${anId(2)}' does not exist`,
      ec2: { code: 'InvalidInstanceID.NotFound', requestId: 'request-1' },
    });
  });

  it('loses one id after the other where EC2 names one at a time', async () => {
    const { ec2, batches } = ec2Refusing([anId(1), anId(3)], namingOne);
    const outcomes = await reboot(ec2, ids(3));
    expect(told(outcomes)).toEqual({
      [anId(1)]: 'INVALID_STATE',
      [anId(2)]: { id: anId(2) },
      [anId(3)]: 'INVALID_STATE',
    });
    expect(outcomes.get(anId(3))).toMatchObject({ message: expect.stringContaining(anId(3)) });
    expect(batches).toEqual([ids(3), [anId(2), anId(3)], [anId(2)]]);
  });

  it.each([
    ['none of them', namingNone],
    ['another id', namingAnother],
  ])('is halved where EC2 names %s', async (_, refuse) => {
    const { ec2, batches } = ec2Refusing([anId(3)], refuse);
    const outcomes = await reboot(ec2, ids(4));
    expect([...outcomes].filter(([, outcome]) => outcome instanceof Error).map(([id]) => id)).toEqual([
      anId(3),
    ]);
    expect(batches).toEqual([ids(4), ids(4).slice(0, 2), ids(4).slice(2), [anId(3)], [anId(4)]]);
  });

  it('of one id is not sent again', async () => {
    const { ec2, batches } = ec2Refusing([anId(1)], namingNone);
    expect(told(await reboot(ec2, [anId(1)]))).toEqual({ [anId(1)]: 'INVALID_STATE' });
    expect(batches).toEqual([[anId(1)]]);
  });

  it('does not confuse an id with a longer one that begins alike', async () => {
    const [short, long] = ['i-12345678', 'i-1234567890abcdef0'];
    const { ec2, batches } = ec2Refusing([long], namingOne);
    expect(told(await reboot(ec2, [short, long]))).toEqual({
      [short]: { id: short },
      [long]: 'INVALID_STATE',
    });
    expect(batches).toEqual([[short, long], [short]]);
  });

  it.each([
    ['AuthFailure', 'UPSTREAM'],
    ['RequestLimitExceeded', 'THROTTLED'],
    ['InternalError', 'OUTCOME_UNKNOWN'],
  ] as const)('with %s is not taken apart, whomever it names', async (code, meaning) => {
    const { ec2, batches } = ec2Refusing([anId(1)], ([one]) => refusal(code, `no, ${one}`, meaning));
    expect(told(await reboot(ec2, ids(2)))).toEqual({ [anId(1)]: meaning, [anId(2)]: meaning });
    expect(batches).toEqual([ids(2)]);
  });

  it('with UnauthorizedOperation is taken apart once: without the instance that it names', async () => {
    const { ec2, batches } = ec2Refusing([anId(2)], ([one]) =>
      refusal('UnauthorizedOperation', `no, ${one}`, 'UPSTREAM'),
    );
    const outcomes = told(await reboot(ec2, ids(3)));
    expect(outcomes[anId(2)]).toBe('UPSTREAM');
    expect([outcomes[anId(1)], outcomes[anId(3)]]).not.toContain('UPSTREAM');
    expect(batches).toEqual([ids(3), [anId(1), anId(3)]]);
  });

  it('with UnauthorizedOperation is halved once where it names none, then all are answered', async () => {
    const { ec2, batches } = ec2Refusing(ids(4), () => refusal('UnauthorizedOperation', 'no', 'UPSTREAM'));
    expect(Object.values(told(await reboot(ec2, ids(4))))).toEqual(Array(4).fill('UPSTREAM'));
    expect(batches.map((batch) => batch.length)).toEqual([4, 2, 2]);
  });

  it('with UnauthorizedOperation that names yet another tells nobody of an instance that is not its own', async () => {
    const { ec2 } = ec2Refusing(ids(4), ([one]) =>
      refusal('UnauthorizedOperation', `not authorized on instance/${one}`, 'UPSTREAM'),
    );
    const outcomes = await reboot(ec2, ids(4));
    expect([...outcomes.values()].map((outcome) => outcome instanceof Error && outcome.message)).toEqual([
      `not authorized on instance/${anId(1)}`,
      `not authorized on instance/${anId(2)}`,
      'not authorized on instance/another',
      'not authorized on instance/another',
    ]);
    expect(outcomes.get(anId(4))).toMatchObject({ ec2: { code: 'UnauthorizedOperation' } });
  });

  it('that EC2 did not answer is not taken apart', async () => {
    const { ec2, batches } = ec2Refusing(
      [anId(1)],
      () => new ServiceError('TIMEOUT', `no answer for ${anId(1)}`),
    );
    expect(told(await reboot(ec2, ids(2)))).toEqual({ [anId(1)]: 'TIMEOUT', [anId(2)]: 'TIMEOUT' });
    expect(batches).toEqual([ids(2)]);
  });

  it('gives the rest what befalls it when it is sent again', async () => {
    let sent = 0;
    const { ec2 } = ec2Refusing([anId(1), anId(2)], (bad) => {
      sent += 1;
      return sent === 1 ? namingOne(bad) : refusal('RequestLimitExceeded', 'slow down', 'THROTTLED');
    });
    expect(told(await reboot(ec2, ids(3)))).toEqual({
      [anId(1)]: 'INVALID_STATE',
      [anId(2)]: 'THROTTLED',
      [anId(3)]: 'THROTTLED',
    });
  });

  it('leaves other batches of the same request alone', async () => {
    const batches: (readonly string[])[] = [];
    const first = namingNone([]);
    const act = async (batch: readonly string[]): Promise<Outcomes<Rebooted>> => {
      batches.push(batch);
      return forEach(batch, (id) => (batch.length === 3 && id !== anId(3) ? first : { id }));
    };
    const outcomes = await reboot(separated(anEc2({ rebootInstances: act }), anObserver()), ids(3));
    expect(told(outcomes)).toEqual(Object.fromEntries(ids(3).map((id) => [id, { id }])));
    expect(batches).toEqual([ids(3), [anId(1)], [anId(2)]]);
  });
});

it('answers who is named at once, and sends the rest for the others alone', async () => {
  const bad = anId(1);
  const refused = namingOne([bad]);
  const log: string[] = [];
  const ec2 = separated(
    anEc2({
      startInstances: async (batch, { caller }) => {
        log.push(`${caller} sends ${batch.length}`);
        return forEach(batch, () => (batch.includes(bad) ? refused : ('done' as never)));
      },
    }),
    anObserver({ split: (action) => log.push(`${action} is split`) }),
  );
  const batch: Batch = {
    claim: () => false,
    asked: () => {},
    ended: () => {},
    settle: (outcomes) => log.push(`${[...outcomes.keys()]} is answered`),
    again: async (keys) => ({ keys, call: { ...aCall(), caller: `for ${keys}` } }),
  };
  await ec2.startInstances(ids(2), { ...aCall(), batch });
  const expected = ['me sends 2', 'StartInstances is split', `${bad} is answered`, `for ${anId(2)} sends 1`];
  expect(log).toEqual(expected);
});

it('gives every id exactly its own outcome, however EC2 refuses', async () => {
  const refusals = fc.constantFrom(namingAll, namingOne, namingNone, namingAnother);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 0xffff }).map(anId), { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.boolean()),
      fc.infiniteStream(refusals),
      async (batch, coins, ways) => {
        const bad = batch.filter(() => coins.next().value);
        const { ec2, batches } = ec2Refusing(bad, (among) => ways.next().value(among));
        const outcomes = await reboot(ec2, batch);
        expect([...outcomes.keys()].sort()).toEqual([...batch].sort());
        for (const id of batch) {
          if (bad.includes(id)) expect(outcomes.get(id)).toBeInstanceOf(ServiceError);
          else expect(outcomes.get(id)).toEqual({ id });
        }
        const carriedOut = batches.filter((each) => !each.some((id) => bad.includes(id))).flat();
        expect(new Set(carriedOut).size).toBe(carriedOut.length);
        expect(batches.length).toBeLessThanOrEqual(2 * batch.length);
      },
    ),
  );
});

it('takes unknown instance types out of what is asked of others', async () => {
  const unknown = refusal(
    'InvalidInstanceType',
    'The following supplied instance types do not exist: [t9.nano, u-0tb1.metal]',
    'UPSTREAM',
  );
  const asked: (readonly string[])[] = [];
  const ec2 = separated(
    anEc2({
      describeInstanceTypes: async (names, region) => {
        asked.push([region, ...names]);
        return forEach(names, (name) => (names.includes('t9.nano') ? unknown : ({ name } as never)));
      },
    }),
    anObserver(),
  );
  const outcomes = await ec2.describeInstanceTypes(
    ['t9.nano', 't3.nano', 'u-0tb1.metal'],
    'eu-west-1',
    aCall(),
  );
  expect(told(outcomes)).toEqual({
    't9.nano': 'UPSTREAM',
    't3.nano': { name: 't3.nano' },
    'u-0tb1.metal': 'UPSTREAM',
  });
  expect(asked).toEqual([
    ['eu-west-1', 't9.nano', 't3.nano', 'u-0tb1.metal'],
    ['eu-west-1', 't3.nano'],
  ]);
});

describe('every action on a batch', () => {
  const bad = anId(1);
  const refused = (batch: readonly string[]) => {
    const error = batch.includes(bad) ? namingOne([bad]) : undefined;
    return forEach(batch, () => error ?? 'done');
  };
  const expected = { [bad]: 'INVALID_STATE', [anId(2)]: 'done' };

  it.each(['startInstances', 'rebootInstances', 'describeInstanceStatus', 'describeInstancesById'] as const)(
    '%s is taken apart',
    async (method) => {
      const call = aCall();
      const calls: unknown[] = [];
      const fake = (batch: readonly string[], ...rest: unknown[]) => {
        calls.push(rest);
        return Promise.resolve(refused(batch) as Outcomes<never>);
      };
      const outcomes: Outcomes<unknown> = await separated(anEc2({ [method]: fake }), anObserver())[method](
        ids(2),
        call,
      );
      expect(told(outcomes)).toEqual(expected);
      expect(calls).toEqual([[call], [call]]);
    },
  );

  it.each(['stopInstances', 'terminateInstances'] as const)(
    '%s is taken apart, forced or not',
    async (method) => {
      const call = aCall();
      const calls: unknown[] = [];
      const fake = (batch: readonly string[], ...rest: unknown[]) => {
        calls.push(rest);
        return Promise.resolve(refused(batch) as Outcomes<never>);
      };
      const outcomes = await separated(anEc2({ [method]: fake }), anObserver())[method](
        ids(2),
        { force: true },
        call,
      );
      expect(told(outcomes)).toEqual(expected);
      expect(calls).toEqual([
        [{ force: true }, call],
        [{ force: true }, call],
      ]);
    },
  );
});
