import { describe, expect, it } from '@jest/globals';
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
    payment.spent();
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
    payment.spent();
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

describe('A call that comes with its tokens', () => {
  const merged = () => {
    const made = paying({ ...aCall(), batch: { claim: () => true } } as ReturnType<typeof aCall>);
    made.governor.takeInstances('Act', 6);
    return made;
  };

  it('takes none, and waits for none', async () => {
    const { payment, left } = merged();
    expect(await payment.pay()).toBeUndefined();
    payment.spent();
    payment.refund();
    expect(left()).toBe(4);
  });

  it.each([
    ['refused', REFUSED],
    ['throttled', THROTTLED],
  ])('gives back those of its instances when it is %s', async (_, failure) => {
    const { payment, clock, left } = merged();
    await payment.pay();
    payment.failed(failure, clock.now());
    payment.refund();
    expect(left()).toBe(10);
  });

  it('gives back none when nobody knows what became of it', async () => {
    const { payment, clock, left } = merged();
    await payment.pay();
    payment.failed(UNKNOWN, clock.now());
    payment.refund();
    expect(left()).toBe(4);
  });

  it('gives back all of them when it is not made after all', async () => {
    const governor = new Governor({ Act: { capacity: 1, perSecond: 0.001 } }, new ManualClock());
    const call = { ...aCall(), batch: { claim: () => true } } as ReturnType<typeof aCall>;
    await governor.admit('Act', 0, aCall());
    new Payment(governor, { bucket: 'Act', instances: 1 }, call).refund();
    expect(await governor.admit('Act', 0, aCall())).toBe(0);
  });

  it('waits for the token of a second call, for the next page, as any does', async () => {
    const governor = new Governor({ Act: { capacity: 1, perSecond: 0.001 } }, new ManualClock());
    let isClaimed = false;
    const claim = () => {
      const first = !isClaimed;
      isClaimed = true;
      return first;
    };
    const call = { ...aCall(), batch: { claim } } as ReturnType<typeof aCall>;
    const price = { bucket: 'Act', instances: 0 };
    expect(await new Payment(governor, price, call).pay()).toBeUndefined();
    expect(await new Payment(governor, price, call).pay()).toBe(0);
  });
});
