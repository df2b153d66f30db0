import { describe, expect, it } from '@jest/globals';
import { audited } from '../../../src/ec2/audited.js';
import type { Call, Outcomes, RegionalEc2 } from '../../../src/ec2/ec2.js';
import type { Entry } from '../../../src/ec2/trail.js';
import { instanceNotFound, ServiceError } from '../../../src/errors.js';
import { aCall, aLaunch, anEc2, anInstance, forEach, told } from '../../support/builders.js';
import { settled } from '../../support/clock.js';

/** A trail that can be read, and an EC2 whose changes are written down in it. */
function recorded(methods: Partial<RegionalEc2>) {
  const entries: Entry[] = [];
  const trail = {
    broken: false,
    async write(entry: Entry) {
      await settled();
      if (trail.broken) throw new Error('no space left');
      entries.push(entry);
    },
  };
  return { ...audited(anEc2(methods), trail), trail, entries };
}

/** A promise that the test settles. */
function held<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

const WHO = { caller: 'me', requestId: 'request-1' };
const CHANGE = { audit: 'change', change: expect.any(String), ...WHO };
const OUTCOME = { audit: 'outcome', change: expect.any(String), ...WHO };

const started = (id: string) => ({ id, previousState: 'stopped', currentState: 'pending' }) as const;

function refused(code: string): ServiceError {
  return new ServiceError('INVALID_STATE', 'not startable', { ec2: { code, requestId: 'ec2-7' } });
}

/** Once the outcome is written down, which nobody who asks waits for. */
async function written(entries: readonly Entry[], count: number): Promise<void> {
  while (entries.length < count) await settled();
}

describe('A change', () => {
  it('is written down before EC2 is asked for it, and afterwards what became of it', async () => {
    const seen: number[] = [];
    const { ec2, entries } = recorded({
      startInstances: async (ids) => {
        seen.push(entries.length);
        return forEach(ids, started);
      },
    });
    await ec2.startInstances(['i-1', 'i-2'], aCall());
    await written(entries, 2);
    expect(seen).toEqual([1]);
    expect(entries).toEqual([
      { ...CHANGE, operation: 'startInstances', ids: ['i-1', 'i-2'] },
      {
        ...OUTCOME,
        operation: 'startInstances',
        results: [
          { id: 'i-1', outcome: 'ok' },
          { id: 'i-2', outcome: 'ok' },
        ],
        ec2RequestIds: [],
      },
    ]);
    expect(entries[0]?.change).toBe(entries[1]?.change);
  });

  it('has an outcome for each id, with what EC2 said of it', async () => {
    const { ec2, entries } = recorded({
      stopInstances: async () =>
        new Map<string, ReturnType<typeof started> | ServiceError>([
          ['i-1', started('i-1')],
          ['i-2', refused('IncorrectInstanceState')],
          ['i-3', instanceNotFound('i-3')],
        ]),
    });
    await ec2.stopInstances(['i-1', 'i-2', 'i-3'], { force: true }, aCall());
    await written(entries, 2);
    expect(entries[0]).toMatchObject({ operation: 'stopInstances', force: true });
    expect(entries[1]?.results).toEqual([
      { id: 'i-1', outcome: 'ok' },
      { id: 'i-2', outcome: 'INVALID_STATE', ec2Code: 'IncorrectInstanceState', ec2RequestId: 'ec2-7' },
      { id: 'i-3', outcome: 'INSTANCE_NOT_FOUND' },
    ]);
  });

  it('has the ids of EC2’s answers to it, and of no others', async () => {
    const call = aCall();
    const answer = (own: Call, action: string, id: string) => own.ledger.answered(action, id);
    const { ec2, entries } = recorded({
      startInstances: async (ids, own) => {
        answer(own, 'DescribeInstances', 'ec2-read');
        answer(own, 'StartInstances', 'ec2-1');
        answer(own, 'StartInstances', 'ec2-2');
        answer(own, 'StartInstances', 'ec2-2');
        own.ledger.record('StartInstances');
        own.ledger.waited(7);
        return forEach(ids, started);
      },
      rebootInstances: async (ids, own) => {
        answer(own, 'RebootInstances', 'ec2-3');
        return forEach(ids, (id) => ({ id }));
      },
    });
    await ec2.startInstances(['i-1'], call);
    await ec2.rebootInstances(['i-1'], call);
    await written(entries, 4);
    const outcomes = entries.filter(({ audit }) => audit === 'outcome');
    expect(outcomes.map(({ operation, ec2RequestIds }) => [operation, ec2RequestIds])).toEqual([
      ['startInstances', ['ec2-1', 'ec2-2']],
      ['rebootInstances', ['ec2-3']],
    ]);
    expect(new Set(entries.map(({ change }) => change)).size).toBe(2);
    expect([call.ledger.calls, call.ledger.waitedMs]).toEqual([{ StartInstances: 1 }, 7]);
  });

  it('is made with the deadline of its request', async () => {
    const deadline = new AbortController();
    const { ec2 } = recorded({
      terminateInstances: async (ids, _options, own) => {
        deadline.abort();
        expect(own).toMatchObject({ ...WHO, signal: { aborted: true } });
        return forEach(ids, started);
      },
    });
    const outcomes = await ec2.terminateInstances(['i-1'], { force: false }, aCall(deadline.signal));
    expect(told(outcomes)).toEqual({ 'i-1': started('i-1') });
  });

  it('that is a launch is written down with what EC2 made of it, without user data and tags', async () => {
    const { ec2, entries } = recorded({
      runInstances: async () => ({
        id: 'r-1',
        instances: [anInstance({ id: 'i-1' }), anInstance({ id: 'i-2' })],
      }),
    });
    const secrets = { userDataBase64: 'cGFzc3dvcmQ=', tags: [{ key: 'password', value: 'secret' }] };
    await ec2.runInstances(aLaunch({ maxCount: 2, placement: 'us-east-1b', ...secrets }), aCall());
    await written(entries, 2);
    expect(entries).toEqual([
      {
        ...CHANGE,
        operation: 'launchInstances',
        imageId: 'ami-12c6146b',
        instanceType: 't3.micro',
        minCount: 1,
        maxCount: 2,
        placement: 'us-east-1b',
        subnetId: undefined,
        clientToken: 'token-1',
        dryRun: false,
      },
      {
        ...OUTCOME,
        operation: 'launchInstances',
        outcome: 'ok',
        reservationId: 'r-1',
        ids: ['i-1', 'i-2'],
        ec2RequestIds: [],
      },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/cGFzc3dvcmQ|password|secret/);
  });

  it('that fails as a whole is answered as it would be, and written down as that', async () => {
    const failure = refused('InvalidAMIID.NotFound');
    const { ec2, entries } = recorded({
      runInstances: async () => Promise.reject(failure),
      modifyInstanceAttribute: async () => Promise.reject(new TypeError('a fault of ours')),
    });
    await expect(ec2.runInstances(aLaunch(), aCall())).rejects.toBe(failure);
    const change = { attribute: 'sourceDestCheck', value: true } as const;
    await expect(ec2.modifyInstanceAttribute('i-1', change, aCall())).rejects.toThrow('a fault of ours');
    await written(entries, 4);
    expect(entries.filter(({ audit }) => audit === 'outcome')).toMatchObject([
      { outcome: 'INVALID_STATE', ec2Code: 'InvalidAMIID.NotFound', ec2RequestId: 'ec2-7' },
      { outcome: 'INTERNAL_SERVER_ERROR' },
    ]);
  });

  it('of an attribute is written down with its value, but for user data', async () => {
    const { ec2, entries } = recorded({ modifyInstanceAttribute: async () => {} });
    await ec2.modifyInstanceAttribute('i-1', { attribute: 'instanceType', value: 't3.large' }, aCall());
    await ec2.modifyInstanceAttribute(
      'i-1',
      { attribute: 'userData', value: Buffer.from('password') },
      aCall(),
    );
    await written(entries, 4);
    expect(entries.filter(({ audit }) => audit === 'change')).toEqual([
      {
        ...CHANGE,
        operation: 'modifyInstanceAttribute',
        ids: ['i-1'],
        attribute: 'instanceType',
        value: 't3.large',
      },
      { ...CHANGE, operation: 'modifyInstanceAttribute', ids: ['i-1'], attribute: 'userData' },
    ]);
    expect(JSON.stringify(entries)).not.toContain('value":{');
  });

  it('that cannot be written down is not asked of EC2, of which each id is told', async () => {
    const { ec2, trail } = recorded({});
    trail.broken = true;
    const unavailable = { 'i-1': 'UNAVAILABLE', 'i-2': 'UNAVAILABLE' };
    const ids = ['i-1', 'i-2'];
    expect(told(await ec2.startInstances(ids, aCall()))).toEqual(unavailable);
    expect(told(await ec2.stopInstances(ids, { force: false }, aCall()))).toEqual(unavailable);
    expect(told(await ec2.terminateInstances(ids, { force: false }, aCall()))).toEqual(unavailable);
    expect(told(await ec2.rebootInstances(ids, aCall()))).toEqual(unavailable);
    const failure = { code: 'UNAVAILABLE', retryable: true, retryAfterSeconds: 1 };
    await expect(ec2.runInstances(aLaunch(), aCall())).rejects.toMatchObject(failure);
    const change = { attribute: 'userData', value: Buffer.from('') } as const;
    await expect(ec2.modifyInstanceAttribute('i-1', change, aCall())).rejects.toMatchObject(failure);
  });

  it('that has happened is answered, though its outcome cannot be written down', async () => {
    const { ec2, entries, trail, ended } = recorded({
      startInstances: async (ids) => {
        trail.broken = true;
        return forEach(ids, started);
      },
    });
    expect(told(await ec2.startInstances(['i-1'], aCall()))).toEqual({ 'i-1': started('i-1') });
    await ended(new Promise(() => {}));
    expect(entries).toMatchObject([{ audit: 'change' }]);
  });

  it('is none where something is only read', async () => {
    const { ec2, entries } = recorded({
      describeInstances: async (ids) => forEach(ids, (id) => anInstance({ id })),
    });
    await ec2.describeInstances(['i-1'], aCall());
    await settled();
    expect(entries).toEqual([]);
  });
});

/** A start of two instances, one of which its caller has given up; what becomes of that is the test's to say. */
function abandonedStart() {
  const late = held<ReturnType<typeof started> | ServiceError>();
  const unknown = new ServiceError('OUTCOME_UNKNOWN', 'EC2 did not answer');
  const all = recorded({
    startInstances: async (_ids, own) => {
      own.leftBehind?.('i-2', late.promise);
      return new Map<string, ReturnType<typeof started> | ServiceError>([
        ['i-1', started('i-1')],
        ['i-2', unknown],
      ]);
    },
  });
  return { ...all, late };
}

describe('A change whose caller has given up', () => {
  it('is unknown, and settled when EC2 has said after all what became of it', async () => {
    const { ec2, entries, late } = abandonedStart();
    await ec2.startInstances(['i-1', 'i-2'], aCall());
    await written(entries, 2);
    expect(entries[1]?.results).toMatchObject([{ outcome: 'ok' }, { id: 'i-2', outcome: 'OUTCOME_UNKNOWN' }]);
    late.resolve(refused('IncorrectInstanceState'));
    await written(entries, 3);
    expect(entries[2]).toEqual({
      audit: 'settled',
      change: entries[1]?.change,
      ...WHO,
      operation: 'startInstances',
      results: [
        { id: 'i-2', outcome: 'INVALID_STATE', ec2Code: 'IncorrectInstanceState', ec2RequestId: 'ec2-7' },
      ],
      ec2RequestIds: [],
    });
  });

  it('is waited for when the service ends', async () => {
    const { ec2, entries, late, ended } = abandonedStart();
    await ec2.startInstances(['i-1', 'i-2'], aCall());
    const end = ended(new Promise(() => {})).then(() => entries.length);
    await written(entries, 2);
    late.resolve(started('i-2'));
    expect(await end).toBe(3);
  });

  it('stays unknown when the time is up before', async () => {
    const { ec2, entries, ended } = abandonedStart();
    await ec2.startInstances(['i-1', 'i-2'], aCall());
    await written(entries, 2);
    await ended(Promise.resolve());
    expect(entries.map(({ audit }) => audit)).toEqual(['change', 'outcome']);
  });
});

describe('The end of the service', () => {
  it('waits until it is written down what became of every change', async () => {
    const answers = [held<Outcomes<ReturnType<typeof started>>>(), held<never>()];
    const { ec2, entries, ended } = recorded({
      startInstances: () => (answers[0] as (typeof answers)[0]).promise as never,
      runInstances: () => (answers[1] as (typeof answers)[1]).promise as never,
    });
    void ec2.startInstances(['i-1'], aCall());
    void ec2.runInstances(aLaunch(), aCall()).catch(() => {});
    await written(entries, 2);
    let isOver = false;
    const end = ended(new Promise(() => {})).then(() => {
      isOver = true;
    });
    answers[1]?.reject(refused('InvalidAMIID.NotFound'));
    await written(entries, 3);
    await settled();
    expect(isOver).toBe(false);
    answers[0]?.resolve(forEach(['i-1'], started) as never);
    await end;
    expect(entries.map(({ audit, operation }) => [audit, operation])).toEqual([
      ['change', 'startInstances'],
      ['change', 'launchInstances'],
      ['outcome', 'launchInstances'],
      ['outcome', 'startInstances'],
    ]);
  });

  it('writes down that nobody knows what became of a change, once, when the time is up', async () => {
    const answer = held<Outcomes<ReturnType<typeof started>>>();
    const { ec2, entries, ended } = recorded({ startInstances: () => answer.promise });
    const asked = ec2.startInstances(['i-1'], aCall());
    await written(entries, 1);
    await ended(Promise.resolve());
    expect(entries[1]).toEqual({
      ...OUTCOME,
      operation: 'startInstances',
      outcome: 'OUTCOME_UNKNOWN',
      ec2RequestIds: [],
    });
    answer.resolve(forEach(['i-1'], started));
    await asked;
    await settled();
    expect(entries).toHaveLength(2);
  });

  it('waits for a change whose first line is still being written', async () => {
    const { ec2, entries, ended } = recorded({ startInstances: async (ids) => forEach(ids, started) });
    const asked = ec2.startInstances(['i-1'], aCall());
    await ended(new Promise(() => {}));
    expect(entries.map(({ audit }) => audit)).toEqual(['change', 'outcome']);
    expect(told(await asked)).toEqual({ 'i-1': started('i-1') });
  });

  it('lets no change be made of which the first line is still being written when the time is up', async () => {
    const { ec2, ended } = recorded({});
    const asked = ec2.startInstances(['i-1'], aCall());
    await ended(Promise.resolve());
    expect(told(await asked)).toEqual({ 'i-1': 'UNAVAILABLE' });
  });

  it('refuses changes that begin after it', async () => {
    const { ec2, entries, ended } = recorded({});
    void ended(new Promise(() => {}));
    expect(told(await ec2.startInstances(['i-1'], aCall()))).toEqual({ 'i-1': 'UNAVAILABLE' });
    await expect(ec2.runInstances(aLaunch(), aCall())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(entries).toEqual([]);
  });

  it('does not have one such line wait for another', async () => {
    const { ec2, entries, ended, trail } = recorded({ startInstances: () => new Promise(() => {}) });
    for (const id of ['i-1', 'i-2']) void ec2.startInstances([id], aCall());
    await written(entries, 2);
    const waiting: Entry[] = [];
    trail.write = async (entry) => {
      waiting.push(entry);
      await new Promise(() => {});
    };
    void ended(Promise.resolve());
    await settled();
    expect(waiting.map(({ ids, outcome }) => [ids, outcome])).toEqual([
      [undefined, 'OUTCOME_UNKNOWN'],
      [undefined, 'OUTCOME_UNKNOWN'],
    ]);
  });

  it('is at once where nothing is under way', async () => {
    const { entries, ended } = recorded({});
    await ended(new Promise(() => {}));
    expect(entries).toEqual([]);
  });
});
