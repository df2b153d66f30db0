import { describe, expect, it } from '@jest/globals';
import type { Call, InstanceState, Outcome } from '../../../src/ec2/ec2.js';
import { type InstanceChange, Watch } from '../../../src/ec2/watch.js';
import { instanceNotFound, ServiceError } from '../../../src/errors.js';
import { aCall, anEc2, anId, anInstance } from '../../support/builders.js';
import { ManualClock, settled } from '../../support/clock.js';

const INTERVAL_MS = 2000;
const ID = anId();
const UNREACHABLE = new ServiceError('UPSTREAM', 'EC2 is away', { retryable: true });

type Seen = InstanceState | ServiceError;

/** A watch over an EC2 whose instances are in the states that the test says. */
function aWatch(states: Record<string, Seen> = { [ID]: 'pending' }) {
  const clock = new ManualClock();
  const asked: string[][] = [];
  const outcome = (id: string): Outcome<ReturnType<typeof anInstance>> => {
    const seen = states[id] ?? instanceNotFound(id);
    return seen instanceof ServiceError ? seen : anInstance({ id, state: seen });
  };
  const ec2 = anEc2({
    describeInstances: async (ids, { ledger }) => {
      ledger.record('DescribeInstances');
      asked.push([...ids]);
      return new Map(ids.map((id) => [id, outcome(id)]));
    },
  });
  const watch = new Watch({ ec2, clock, intervalMs: INTERVAL_MS });
  const wait = (state: InstanceState, { seconds = 60, id = ID, call = aCall() as Call } = {}) => {
    const heard = watch.inState({ id, state, timeoutMs: seconds * 1000 }, call).catch((error) => error);
    return { heard, isOver: () => Promise.race([heard.then(() => true), settled().then(() => false)]) };
  };
  /** Follows the changes; what has been seen of them so far. */
  const follow = (ids: readonly string[] = [ID], call: Call = aCall()) => {
    const seen: InstanceChange[] = [];
    const ended = (async () => {
      for await (const change of watch.changes(ids, call)) seen.push(change);
    })().catch((error) => error);
    return { seen, ended };
  };
  return { watch, clock, asked, states, wait, follow };
}

const steps = (changes: readonly InstanceChange[]) =>
  changes.map(({ id, previousState, currentState }) => [id, previousState, currentState]);

describe('Who waits for a state', () => {
  it('is told at once where the instance is in it already', async () => {
    const { wait, asked } = aWatch({ [ID]: 'running' });
    expect(await wait('running').heard).toMatchObject({ id: ID, state: 'running' });
    expect(asked).toEqual([[ID]]);
  });

  it('is told within one interval of its coming', async () => {
    const { wait, clock, states } = aWatch();
    const waiting = wait('running');
    await clock.advance(500);
    states[ID] = 'running';
    expect(await waiting.isOver()).toBe(false);
    await clock.advance(INTERVAL_MS - 500);
    expect(await waiting.heard).toMatchObject({ state: 'running' });
  });

  it.each([
    ['shutting-down', 'running'],
    ['terminated', 'stopped'],
    ['terminated', 'shutting-down'],
  ] as const)('hears at once that an instance that is %s can no longer be %s', async (now, wanted) => {
    const { wait } = aWatch({ [ID]: now });
    expect(await wait(wanted).heard).toMatchObject({
      code: 'STATE_UNREACHABLE',
      message: `${ID} is ${now} and can no longer be ${wanted}`,
    });
  });

  it('hears so too where the launch fails meanwhile, with the reason', async () => {
    const clock = new ManualClock();
    const stateReason = { code: 'Server.InternalError', message: 'Server.InternalError: error on launch' };
    const failed = anInstance({ state: 'terminated', stateReason });
    const instances = [anInstance({ state: 'pending' }), failed];
    const ec2 = anEc2({ describeInstances: async () => new Map([[ID, instances.shift() ?? failed]]) });
    const watch = new Watch({ ec2, clock, intervalMs: INTERVAL_MS });
    const heard = watch
      .inState({ id: ID, state: 'running', timeoutMs: 60_000 }, aCall())
      .catch((error) => error);
    await clock.advance(INTERVAL_MS);
    expect(await heard).toMatchObject({
      code: 'STATE_UNREACHABLE',
      message: `${ID} is terminated (Server.InternalError: error on launch) and can no longer be running`,
    });
  });

  it.each([
    ['stopping', 'running'],
    ['stopped', 'pending'],
    ['shutting-down', 'terminated'],
  ] as const)('goes on waiting where an instance that is %s can still be %s', async (now, wanted) => {
    const { wait } = aWatch({ [ID]: now });
    expect(await wait(wanted).isOver()).toBe(false);
  });

  it('hears WAIT_TIMEOUT when the time is over, and in what state the instance is', async () => {
    const { wait, clock, asked } = aWatch({ [ID]: 'stopping' });
    const waiting = wait('stopped', { seconds: 5 });
    await clock.advance(4999);
    expect(await waiting.isOver()).toBe(false);
    await clock.advance(1);
    expect(await waiting.heard).toMatchObject({
      code: 'WAIT_TIMEOUT',
      message: `${ID} was not stopped within 5 s: it is stopping`,
      retryable: true,
    });
    await clock.advance(10 * INTERVAL_MS);
    expect(asked).toHaveLength(3);
  });

  it('hears of a failure that may pass only when the time is over', async () => {
    const { wait, clock, states } = aWatch({ [ID]: UNREACHABLE });
    const patient = wait('running');
    const hasty = wait('running', { seconds: 1 });
    await clock.advance(1000);
    expect(await hasty.heard).toMatchObject({ code: 'WAIT_TIMEOUT', cause: UNREACHABLE });
    states[ID] = 'running';
    await clock.advance(INTERVAL_MS);
    expect(await patient.heard).toMatchObject({ state: 'running' });
  });

  it('hears at once what EC2 refuses, and of an instance that it does not know', async () => {
    const refusal = new ServiceError('UPSTREAM', 'You are not authorized');
    const { wait } = aWatch({ [ID]: refusal });
    expect(await wait('running').heard).toBe(refusal);
    expect(await wait('running', { id: anId(2) }).heard).toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  });

  it('is asked for no longer once it has given up', async () => {
    const { wait, clock, asked } = aWatch();
    const leaving = new AbortController();
    const { heard } = wait('running', { call: aCall(leaving.signal) });
    await settled();
    leaving.abort();
    expect(await heard).toBeInstanceOf(ServiceError);
    await clock.advance(10 * INTERVAL_MS);
    expect(asked).toHaveLength(1);
  });

  it('hears that the service shuts down, who comes then too', async () => {
    const { wait, watch } = aWatch();
    const waiting = wait('running');
    await settled();
    watch.stop();
    expect(await waiting.heard).toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 1 });
    expect(await wait('running').heard).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('has every poll that it took part in written down for it', async () => {
    const { wait, clock } = aWatch();
    const call = aCall();
    const waiting = wait('running', { call, seconds: 3 });
    await clock.advance(3000);
    await waiting.heard;
    expect(call.ledger.calls).toEqual({ DescribeInstances: 2 });
  });
});

describe('Who follows the changes of instances', () => {
  it('sees each state passed through, in order and with the time at which it was seen, from the moment on at which it begins', async () => {
    const { follow, clock, states } = aWatch();
    const { seen } = follow();
    await settled();
    for (const state of ['running', 'stopping', 'stopped'] as const) {
      states[ID] = state;
      await clock.advance(INTERVAL_MS);
    }
    expect(steps(seen)).toEqual([
      [ID, 'pending', 'running'],
      [ID, 'running', 'stopping'],
      [ID, 'stopping', 'stopped'],
    ]);
    expect(seen[0]).toMatchObject({
      at: new Date(clock.now() - 2 * INTERVAL_MS),
      instance: { state: 'running' },
    });
  });

  it('is told nothing where nothing changes', async () => {
    const { follow, clock, asked } = aWatch({ [ID]: 'running' });
    const { seen } = follow();
    await clock.advance(3 * INTERVAL_MS);
    expect(seen).toEqual([]);
    expect(asked).toHaveLength(4);
  });

  it('is told no more of what is terminated or gone, and that it is the end once all are', async () => {
    const [second, third] = [anId(2), anId(3)];
    const { follow, clock, states, asked } = aWatch({
      [ID]: 'running',
      [second]: 'running',
      [third]: 'stopped',
    });
    const { seen, ended } = follow([ID, second, third]);
    await settled();
    states[ID] = 'terminated';
    states[second] = instanceNotFound(second);
    await clock.advance(INTERVAL_MS);
    states[third] = 'terminated';
    await clock.advance(INTERVAL_MS);
    expect(await ended).toBeUndefined();
    expect(steps(seen)).toEqual([
      [ID, 'running', 'terminated'],
      [third, 'stopped', 'terminated'],
    ]);
    expect(asked).toEqual([[ID, second, third], [ID, second, third], [third]]);
  });

  it('hears of an instance that EC2 does not know from the beginning, and of what it refuses', async () => {
    expect(await aWatch({}).follow().ended).toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
    const { follow, clock, states } = aWatch();
    const { ended } = follow();
    await settled();
    const refusal = new ServiceError('UPSTREAM', 'You are not authorized');
    states[ID] = refusal;
    await clock.advance(INTERVAL_MS);
    expect(await ended).toBe(refusal);
  });

  it('misses nothing of what comes after a failure that passes', async () => {
    const { follow, clock, states } = aWatch();
    const { seen } = follow();
    await settled();
    states[ID] = UNREACHABLE;
    await clock.advance(INTERVAL_MS);
    states[ID] = 'running';
    await clock.advance(INTERVAL_MS);
    expect(steps(seen)).toEqual([[ID, 'pending', 'running']]);
  });
});

describe('The polls', () => {
  it('come at the same moments for all, however they came, and the first at once', async () => {
    const { follow, wait, clock, asked } = aWatch({ [ID]: 'pending', [anId(2)]: 'pending' });
    follow();
    await clock.advance(700);
    wait('running', { id: anId(2) });
    await settled();
    expect(asked).toEqual([[ID], [anId(2)]]);
    await clock.advance(INTERVAL_MS - 701);
    expect(asked).toHaveLength(2);
    await clock.advance(1);
    expect(asked).toHaveLength(4);
    await clock.advance(INTERVAL_MS);
    expect(asked).toHaveLength(6);
  });

  it('are none where nobody watches', async () => {
    const { wait, clock, asked, states } = aWatch();
    const { heard } = wait('running');
    states[ID] = 'running';
    await clock.advance(INTERVAL_MS);
    await heard;
    const before = asked.length;
    await clock.advance(100 * INTERVAL_MS);
    expect(asked).toHaveLength(before);
  });
});
