import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { Budget } from '../../../src/ec2/budget.js';
import type { Call, InstancePage, PageRequest } from '../../../src/ec2/ec2.js';
import { Governor } from '../../../src/ec2/governor.js';
import { sharedPages } from '../../../src/ec2/shared-pages.js';
import { ServiceError } from '../../../src/errors.js';
import { aCall, anInstance } from '../../support/builders.js';
import { ManualClock, settled } from '../../support/clock.js';
import { anObserver } from '../../support/observers.js';

const PAGE: PageRequest = { region: 'us-east-1', filters: [], maxResults: 5, token: undefined };
const FOUND: InstancePage = { instances: [anInstance()], nextToken: undefined };

function pages(budget: Budget = {}) {
  const clock = new ManualClock();
  const sent: { page: PageRequest; call: Call; answer(): void; refuse(error: Error): void }[] = [];
  const list = sharedPages({
    governor: new Governor(budget, clock),
    clock,
    observer: anObserver(),
    list: (page, call) =>
      new Promise((resolve, reject) => {
        sent.push({
          page,
          call,
          answer: () => resolve(FOUND),
          refuse: reject,
        });
      }),
  });
  return { clock, sent, list };
}

describe('a page that several ask for', () => {
  it('is asked for once where they wait together, and each is told of the call', async () => {
    const { sent, list } = pages();
    const calls = [aCall(), aCall()];
    const asked = calls.map((call) => list({ ...PAGE }, call));
    await settled();
    expect(sent).toHaveLength(1);
    sent[0]?.call.ledger.record('DescribeInstances');
    sent[0]?.answer();
    expect(await Promise.all(asked)).toEqual([FOUND, FOUND]);
    expect(calls.map(({ ledger }) => ledger.calls)).toEqual([
      { DescribeInstances: 1 },
      { DescribeInstances: 1 },
    ]);
  });

  it('is asked for again for those who come when it has been asked for', async () => {
    const { sent, list } = pages();
    const early = list(PAGE, aCall());
    await settled();
    const late = [list(PAGE, aCall()), list(PAGE, aCall())];
    await settled();
    expect(sent).toHaveLength(1);
    sent[0]?.answer();
    await early;
    await settled();
    expect(sent).toHaveLength(2);
    sent[1]?.answer();
    await Promise.all(late);
  });

  it('does not hold up other pages', async () => {
    const { sent, list } = pages();
    const asked = [PAGE, { ...PAGE, token: 'next' }, { ...PAGE, maxResults: 6 }].map((page) =>
      list(page, aCall()),
    );
    await settled();
    expect(sent.map(({ page: { token, maxResults } }) => [token, maxResults])).toEqual([
      [undefined, 5],
      ['next', 5],
      [undefined, 6],
    ]);
    for (const { answer } of sent) answer();
    await Promise.all(asked);
  });

  it('goes on for the others when one gives up', async () => {
    const { sent, list } = pages();
    const deadline = new AbortController();
    const [leaving, staying] = [list(PAGE, aCall(deadline.signal)), list(PAGE, aCall())];
    await settled();
    deadline.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'TIMEOUT' });
    sent[0]?.answer();
    expect(await staying).toEqual(FOUND);
  });

  it('is refused to each, and a fault is handed to each', async () => {
    const { sent, list } = pages();
    for (const error of [new ServiceError('UPSTREAM', 'EC2 says so'), new Error('a fault')]) {
      const asked = [list(PAGE, aCall()), list(PAGE, aCall())].map((page) => page.catch((thrown) => thrown));
      await settled();
      sent.splice(0)[0]?.refuse(error);
      expect(await Promise.all(asked)).toEqual([error, error]);
    }
  });

  it('waits for its token in turn with those of other callers', async () => {
    const { clock, sent, list } = pages({ DescribeInstances: { capacity: 1, perSecond: 1 } });
    const page = (token: string) => ({ ...PAGE, token });
    const asked = ['a', 'b', 'c'].map((token) => list(page(token), { ...aCall(), caller: 'greedy' }));
    asked.push(list(page('d'), { ...aCall(), caller: 'modest' }));
    await clock.advance(2000);
    expect(sent.map(({ page: { token } }) => token)).toEqual(['a', 'b', 'd']);
    await clock.advance(1000);
    for (const { answer } of sent) answer();
    await Promise.all(asked);
  });

  it('comes as soon for who asks for one that another waits for as for any other', async () => {
    const { clock, sent, list } = pages({ DescribeInstances: { capacity: 1, perSecond: 1 } });
    const page = (token: string) => ({ ...PAGE, token });
    const greedy = ['a', 'b', 'c', 'd', 'e'].map((token) =>
      list(page(token), { ...aCall(), caller: 'greedy' }),
    );
    const joined = list(page('e'), { ...aCall(), caller: 'modest' });
    await clock.advance(2000);
    expect(sent.map(({ page: { token } }) => token)).toContain('e');
    for (let n = 0; n < 5; n++) {
      await clock.advance(1000);
      for (const { answer } of sent) answer();
    }
    expect(await Promise.all([...greedy, joined])).toEqual(Array(6).fill(FOUND));
    expect(sent).toHaveLength(5);
  });

  it('leaves nothing behind once all who asked for it have it', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { sent, list } = pages();
    const ask = async (): Promise<WeakRef<PageRequest>> => {
      const page = { ...PAGE };
      const asked = [list(page, aCall()), list({ ...page }, aCall())];
      await settled();
      for (const { answer } of sent.splice(0)) answer();
      await Promise.all(asked);
      return new WeakRef(page);
    };
    const page = await ask();
    await settled();
    collect();
    expect(page.deref()).toBeUndefined();
  });
});
