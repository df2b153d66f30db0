import { describe, expect, it } from '@jest/globals';
import type { Attempt, Batch } from '../../../src/ec2/ec2.js';
import { Governor } from '../../../src/ec2/governor.js';
import { Payment } from '../../../src/ec2/payment.js';
import { ServiceError } from '../../../src/errors.js';
import { aCall } from '../../support/builders.js';
import { ManualClock } from '../../support/clock.js';

const THROTTLED = new ServiceError('THROTTLED', 'too many', { retryable: true });
const UNKNOWN = new ServiceError('OUTCOME_UNKNOWN', 'no answer', { retryable: true });
const REFUSED = new ServiceError('UPSTREAM', 'no', { ec2: { code: 'X', requestId: '1' } });

/** A call about six of the ten instances that its bucket holds. */
function paying(call = aCall()) {
  const clock = new ManualClock();
  const budget = {
    Act: { capacity: 10, perSecond: 0.001 },
    'Act.instances': { capacity: 10, perSecond: 0.001 },
  };
  const governor = new Governor(budget, clock);
  const payment = new Payment(governor, { bucket: 'Act', instances: 6 }, call);
  /** How many tokens of instances are left; takes them. */
  const left = () => governor.takeInstances('Act', 100);
  return { clock, governor, payment, left };
}

describe('The tokens of the instances of a call', () => {
  it('are spent when EC2 has done it', async () => {
    const { payment, left } = paying();
    await payment.pay();
    payment.done();
    payment.refund();
    expect(left()).toBe(4);
  });

  it('are given back when EC2 has refused it', async () => {
    const { payment, clock, left } = paying();
    await payment.pay();
    payment.failed(REFUSED, clock.now());
    payment.refund();
    expect(left()).toBe(10);
  });

  it('are kept while it is repeated, and paid once', async () => {
    const { payment, clock, governor, left } = paying();
    await payment.pay();
    payment.failed(REFUSED, clock.now());
    expect(governor.takeInstances('Act', 0)).toBe(0);
    await payment.pay();
    payment.done();
    payment.refund();
    expect(left()).toBe(4);
  });

  it('are not given back where an attempt before may have been carried out', async () => {
    const { payment, clock, left } = paying();
    await payment.pay();
    payment.failed(UNKNOWN, clock.now());
    await payment.pay();
    payment.failed(REFUSED, clock.now());
    payment.refund();
    expect(left()).toBe(4);
  });

  it('are none where EC2 has refused it again for its number, after a first refusal', async () => {
    const { payment, clock, governor, left } = paying();
    governor.refused('Act', 6, clock.now());
    await clock.advance(1_000_000);
    await payment.pay();
    payment.failed(THROTTLED, clock.now());
    payment.refund();
    expect(left()).toBeLessThanOrEqual(3);
  });
});

describe('A call that is throttled', () => {
  it('leaves no token for the next one', async () => {
    const { payment, clock, governor } = paying();
    await payment.pay();
    payment.failed(THROTTLED, clock.now());
    payment.refund();
    let isAdmitted = false;
    void governor.admit('Act', 0, aCall()).then(() => {
      isAdmitted = true;
    });
    await clock.advance(999_999);
    expect(isAdmitted).toBe(false);
    await clock.advance(1);
    expect(isAdmitted).toBe(true);
  });
});

describe('A batch, which has paid before', () => {
  it('is told what of its tokens is spent, each once', async () => {
    const told: [Attempt, number][] = [];
    const batch: Batch = {
      claim: () => true,
      asked: () => {},
      ended: (attempt, instances) => told.push([attempt, instances]),
      settle: () => {},
      again: async () => undefined,
    };
    const { payment, clock, left } = paying({ ...aCall(), batch } as ReturnType<typeof aCall>);
    await payment.pay();
    payment.failed(REFUSED, clock.now());
    payment.failed(UNKNOWN, clock.now());
    payment.done();
    payment.refund();
    expect(told).toEqual([
      ['refused', 0],
      ['unclear', 6],
      ['done', 0],
    ]);
    // A bucket that was full until EC2 counted them.
    expect(left()).toBe(4);
  });
});
