import { describe, expect, it } from '@jest/globals';
import { isSettled } from '../../../bench/support/client.js';

describe('A request is settled', () => {
  it.each([
    [200, ['i-1']],
    [400, 'Required arguments not provided: ami'],
    [404, { retryable: false }],
    [408, { retryable: false, ec2Code: 'IncorrectInstanceState' }],
    [409, { retryable: false }],
  ])('by a %i with %j', (status, body) => {
    expect(isSettled({ status, body })).toBe(true);
  });

  it.each([
    [408, { code: 'THROTTLED', retryable: true }],
    [408, { code: 'TIMEOUT', retryable: true }],
    [429, 'later'],
    [500, 'Internal server error'],
    [503, { code: 'UNAVAILABLE' }],
    [504, { code: 'OUTCOME_UNKNOWN', retryable: true }],
  ])('not by a %i with %j', (status, body) => {
    expect(isSettled({ status, body })).toBe(false);
  });
});
