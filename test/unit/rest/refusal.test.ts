import { describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '../../../src/errors.js';
import { reported, toFailure } from '../../../src/rest/refusal.js';
import type { Route } from '../../../src/rest/route.js';
import { ROUTES } from '../../../src/rest/routes.js';

function route(path: string): Route {
  const found = ROUTES.find((each) => each.path === path);
  if (!found) throw new Error(`there is no route ${path}`);
  return found;
}

const LAUNCH = route('/launch');
const START = route('/:id/start');
const ATTRIBUTES = route('/:id/attributes');

const error = (code: ErrorCode, facts: object = {}) => ({ code, message: 'why', ...facts });

describe('the documented answer', () => {
  it.each([
    ['BAD_USER_INPUT', 400, 'why'],
    ['INSTANCE_NOT_FOUND', 404, 'Instance ID not found'],
    ['INVALID_STATE', 408, 'Error while modifying via EC2 API: INVALID_STATE: why'],
    ['CAPACITY', 408, 'Error while modifying via EC2 API: CAPACITY: why'],
    ['QUOTA', 408, 'Error while modifying via EC2 API: QUOTA: why'],
    ['IDEMPOTENCY_MISMATCH', 409, 'why'],
    ['THROTTLED', 408, 'Error while modifying via EC2 API: THROTTLED: why'],
    ['TIMEOUT', 408, 'Error while modifying via EC2 API: TIMEOUT: why'],
    ['OUTCOME_UNKNOWN', 504, 'Error while modifying via EC2 API: OUTCOME_UNKNOWN: why'],
    ['UNAVAILABLE', 503, 'why'],
    ['UPSTREAM', 408, 'Error while modifying via EC2 API: UPSTREAM: why'],
    ['INTERNAL_SERVER_ERROR', 500, 'Internal server error'],
  ] as const)('to %s is %i: %s', (code, status, message) => {
    expect(toFailure(error(code), START)).toMatchObject({ code, status, message });
  });

  it.each([
    [LAUNCH, 'Error while running via EC2 API: InvalidAMIID.NotFound: why'],
    [ATTRIBUTES, 'Error while reading via EC2 API: InvalidAMIID.NotFound: why'],
  ])('has the words of its route and the code of EC2 (%#)', (of, message) => {
    expect(toFailure(error('UPSTREAM', { ec2Code: 'InvalidAMIID.NotFound' }), of).message).toBe(message);
  });

  it('to a launch whose outcome is not known says how to repeat it', () => {
    expect(toFailure(error('OUTCOME_UNKNOWN'), LAUNCH).message).toBe(
      'Error while running via EC2 API: OUTCOME_UNKNOWN: why; repeat with the Idempotency-Key of this answer',
    );
  });

  it.each([
    ['imageId', 'imageId: expected more', 'ami: expected more'],
    ['idempotencyKey', 'idempotencyKey: expected less', 'Idempotency-Key: expected less'],
    ['other', 'other: expected it', 'other: expected it'],
  ])('names the argument %s as its callers know it', (argument, message, told) => {
    expect(toFailure({ code: 'BAD_USER_INPUT', message, argument }, LAUNCH).message).toBe(told);
  });

  it('to a code that is none of the service says nothing of it', () => {
    expect(toFailure({ code: 'GRAPHQL_VALIDATION_FAILED', message: 'secret' }, START)).toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      status: 500,
      message: 'Internal server error',
    });
  });

  it('leaves out what is null in the results of GraphQL', () => {
    const nothing = { ec2Code: null, ec2RequestId: null, retryAfterSeconds: null };
    const fromResult = { ...error('UPSTREAM', { retryable: false }), ...(nothing as object) };
    expect(toFailure(fromResult, START).details).toStrictEqual({
      ec2Code: undefined,
      ec2RequestId: undefined,
      retryable: false,
      retryAfterSeconds: undefined,
    });
  });
});

describe('an error of GraphQL', () => {
  it('is read with all that its extensions tell', () => {
    const extensions = {
      code: 'THROTTLED',
      retryable: true,
      retryAfterSeconds: 1,
      argument: 'x',
      ec2: { code: 'RequestLimitExceeded', requestId: 'e-1' },
    };
    expect(reported({ message: 'why', extensions })).toEqual({
      code: 'THROTTLED',
      message: 'why',
      retryable: true,
      retryAfterSeconds: 1,
      argument: 'x',
      ec2Code: 'RequestLimitExceeded',
      ec2RequestId: 'e-1',
    });
  });

  it('without extensions is an internal one', () => {
    expect(reported({ message: 'why' })).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', message: 'why' });
  });
});
