import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { describe, expect, it } from '@jest/globals';
import { MEANINGS, toServiceError } from '../../../src/ec2/sdk-errors.js';
import { ServiceError } from '../../../src/errors.js';
import { connectionError } from '../../support/ec2-transport.js';

function fromEc2(name: string, httpStatusCode: number | undefined): EC2ServiceException {
  const $metadata = { httpStatusCode, requestId: 'request-1' };
  return new EC2ServiceException({ name, message: `${name} it is`, $fault: 'client', $metadata });
}

const named = (name: string) => Object.assign(new Error(`${name} it is`), { name });

describe('a refusal of EC2', () => {
  it.each([
    ['InvalidInstanceID.NotFound', 400, 'INSTANCE_NOT_FOUND', false],
    ['InvalidInstanceID.Malformed', 400, 'INSTANCE_NOT_FOUND', false],
    ['IncorrectInstanceState', 400, 'INVALID_STATE', false],
    ['IncorrectState', 400, 'INVALID_STATE', false],
    ['InsufficientInstanceCapacity', 500, 'CAPACITY', true],
    ['InsufficientCapacity', 500, 'CAPACITY', true],
    ['InsufficientHostCapacity', 500, 'CAPACITY', true],
    ['InsufficientReservedInstanceCapacity', 500, 'CAPACITY', true],
    ['InstanceLimitExceeded', 400, 'QUOTA', false],
    ['VcpuLimitExceeded', 400, 'QUOTA', false],
    ['ResourceCountExceeded', 400, 'QUOTA', false],
    ['IdempotentParameterMismatch', 400, 'IDEMPOTENCY_MISMATCH', false],
    ['RequestLimitExceeded', 503, 'THROTTLED', true],
    ['Throttling', 400, 'THROTTLED', true],
    ['OperationNotPermitted', 400, 'UPSTREAM', false],
    ['UnauthorizedOperation', 403, 'UPSTREAM', false],
    ['AuthFailure', 401, 'UPSTREAM', false],
    ['InvalidParameterValue', 400, 'UPSTREAM', false],
    ['RequestExpired', 400, 'UPSTREAM', true],
  ] as const)('%s (%i) means %s', (name, status, code, retryable) => {
    for (const access of ['read', 'write'] as const) {
      const cause = fromEc2(name, status);
      expect(toServiceError(cause, access)).toMatchObject({
        code,
        retryable,
        message: `${name} it is`,
        ec2: { code: name, requestId: 'request-1' },
        cause,
      });
    }
  });

  it('tells when to come again only where EC2 throttles', () => {
    const telling = Object.keys(MEANINGS).filter(
      (name) => toServiceError(fromEc2(name, 400), 'read').retryAfterSeconds !== undefined,
    );
    expect(telling.map((name) => MEANINGS[name]?.code)).toEqual(telling.map(() => 'THROTTLED'));
    expect(telling).toContain('RequestLimitExceeded');
  });

  it.each([
    ['AuthFailure', true],
    ['SignatureDoesNotMatch', true],
    ['UnauthorizedOperation', false],
  ])('with %s is for the clock, perhaps, where the SDK has set it (%s)', (name, retryable) => {
    const error = fromEc2(name, 401);
    Object.assign(error.$metadata, { clockSkewCorrected: true });
    expect(toServiceError(error, 'write')).toMatchObject({ code: 'UPSTREAM', retryable });
  });

  it('without a document is none of EC2', () => {
    expect(toServiceError(fromEc2('Unknown', 403), 'write')).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      ec2: undefined,
    });
  });

  it('by a 429 is for the number of requests, whoever says it', () => {
    expect(toServiceError(fromEc2('Unknown', 429), 'write')).toMatchObject({
      code: 'THROTTLED',
      retryable: true,
    });
  });
});

describe('a failure of EC2', () => {
  it.each([500, 503, undefined])('with the status %s may be repeated', (status) => {
    const error = fromEc2('InternalError', status);
    const ec2 = { code: 'InternalError', requestId: 'request-1' };
    const message = 'EC2 failed: InternalError it is';
    expect(toServiceError(error, 'read')).toMatchObject({ code: 'UPSTREAM', retryable: true, ec2, message });
    expect(toServiceError(error, 'write')).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      retryable: true,
      ec2,
      message,
    });
  });

  it('without a document tells nothing of EC2', () => {
    const error = fromEc2('Unknown', 502);
    expect(toServiceError(error, 'read')).toMatchObject({ code: 'TIMEOUT', ec2: undefined, retryable: true });
    expect(toServiceError(error, 'write')).toMatchObject({ code: 'OUTCOME_UNKNOWN', ec2: undefined });
  });
});

describe('a failure of the connection', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])(
    'with %s comes before anything is sent',
    (code) => {
      for (const access of ['read', 'write'] as const) {
        expect(toServiceError(connectionError(code), access)).toMatchObject({
          code: 'TIMEOUT',
          retryable: true,
          message: `EC2 could not be reached: connect ${code} 203.0.113.1:443`,
        });
      }
    },
  );

  it.each([
    connectionError('ECONNRESET'),
    connectionError('EPIPE'),
    named('TimeoutError'),
    named('AbortError'),
    'text',
  ])('as %s leaves open what became of a change', (error) => {
    expect(toServiceError(error, 'write')).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
    expect(toServiceError(error, 'read')).toMatchObject({ code: 'TIMEOUT', retryable: true });
  });
});

it.each(['CredentialsProviderError', 'TokenProviderError'])('tells of missing credentials (%s)', (name) => {
  expect(toServiceError(named(name), 'write')).toMatchObject({
    code: 'UPSTREAM',
    message: `no usable AWS credentials: ${name} it is`,
    retryable: false,
    ec2: undefined,
  });
});

it('says of a text that cannot be sent that it is wrong, and not that nobody knows what became of it', () => {
  const error = uriError();
  expect(toServiceError(error, 'write')).toMatchObject({
    code: 'BAD_USER_INPUT',
    retryable: false,
    cause: error,
  });
});

function uriError(): unknown {
  try {
    return encodeURIComponent('\ud800');
  } catch (error) {
    return error;
  }
}

it('leaves an error of the service as it is', () => {
  const error = new ServiceError('TIMEOUT', 'too late');
  expect(toServiceError(error, 'write')).toBe(error);
});
