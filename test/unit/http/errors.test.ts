import { describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { answerErrors, notFound } from '../../../src/http/errors.js';
import { giveRequestId } from '../../../src/http/request-id.js';
import { Failure, type FailureDetails } from '../../../src/rest/failure.js';

/** An app whose every request fails with this; and what was reported. */
function failingWith(error: unknown) {
  const reported: unknown[] = [];
  const app = express();
  app.use(giveRequestId);
  app.use(() => {
    throw error;
  });
  app.use(answerErrors((fault, requestId) => void reported.push([fault, requestId])));
  return { reported, get: (path = '/v1') => request(app).get(path).set('X-Request-Id', 'request-1') };
}

const throttled = (details: FailureDetails = {}) => new Failure('THROTTLED', 'too fast', details);

describe('a failure', () => {
  it('is answered with its status and its message as a JSON string', async () => {
    const { get, reported } = failingWith(throttled());
    const response = await get();
    expect(response).toMatchObject({ status: 408, body: 'too fast', type: 'application/json' });
    expect(response.get('Retry-After')).toBeUndefined();
    expect(reported).toEqual([]);
  });

  it('tells when to come again', async () => {
    const response = await failingWith(throttled({ retryAfterSeconds: 2 })).get();
    expect(response.get('Retry-After')).toBe('2');
  });

  it('is a problem document for those who ask for it', async () => {
    const details = {
      ec2Code: 'RequestLimitExceeded',
      ec2RequestId: 'e-1',
      retryable: true,
      retryAfterSeconds: 1,
    };
    const response = await failingWith(throttled(details)).get().set('Accept', 'application/problem+json');
    expect(response).toMatchObject({ status: 408, type: 'application/problem+json' });
    expect(response.body).toStrictEqual({
      type: 'about:blank',
      title: 'Request Timeout',
      status: 408,
      detail: 'too fast',
      code: 'THROTTLED',
      ...details,
    });
  });

  it.each([
    '*/*',
    'text/html',
    'application/json, application/problem+json',
    'application/problem+json;q=0.5, */*',
  ])('is a JSON string for those who ask for %s', async (accept) => {
    expect((await failingWith(throttled()).get().set('Accept', accept)).body).toBe('too fast');
  });

  it('has the form of GraphQL where GraphQL was asked', async () => {
    const response = await failingWith(throttled()).get('/graphql');
    expect(response).toMatchObject({ status: 408, type: 'application/json' });
    expect(response.body).toEqual({ errors: [{ message: 'too fast', extensions: { code: 'THROTTLED' } }] });
  });

  it('tells when to come again where GraphQL was asked too', async () => {
    const details = { retryable: true, retryAfterSeconds: 2 };
    const response = await failingWith(throttled(details)).get('/graphql');
    expect(response.get('Retry-After')).toBe('2');
    expect(response.body.errors[0].extensions).toEqual({ code: 'THROTTLED', ...details });
  });
});

describe('a fault of the service', () => {
  it.each([
    ['an error', new TypeError('secret')],
    ['a text', 'secret'],
    ['an error with the status of a failing server', Object.assign(new Error('secret'), { status: 502 })],
  ])('that is %s is masked and reported', async (_, fault) => {
    const { get, reported } = failingWith(fault);
    expect(await get()).toMatchObject({ status: 500, body: 'Internal server error' });
    expect(reported).toEqual([[fault, 'request-1']]);
  });

  it('after the answer has begun breaks the connection off', async () => {
    const app = express();
    app.use((_request, response) => {
      response.write('half');
      throw new Error('too late');
    });
    app.use(answerErrors(() => {}));
    // Silences Express's own note of the error.
    app.set('env', 'test');
    await expect(request(app).get('/')).rejects.toThrow();
  });
});

describe('a bad request', () => {
  const bodies = express();
  bodies.use(express.json({ limit: 10 }));
  bodies.use(notFound);
  bodies.use(answerErrors(() => {}));
  const send = (body: string) => request(bodies).put('/v1/x').type('json').send(body);

  it.each([
    ['{a}', 400, /^The body: expected well-formed JSON: /],
    [`"${'x'.repeat(10)}"`, 413, /^The body: expected at most 1 MiB$/],
  ])('with the body %s is answered with %i', async (body, status, message) => {
    expect(await send(body)).toMatchObject({ status, body: expect.stringMatching(message) });
  });

  it('whose body is not compressed as told is answered with what was expected', async () => {
    const answer = await send('{}').set('Content-Encoding', 'gzip');
    const body = 'The body: expected it compressed as its Content-Encoding says';
    expect(answer).toMatchObject({ status: 400, body });
  });

  it('to a path where nothing is tells where something is', async () => {
    expect(await send('{}')).toMatchObject({
      status: 404,
      body: 'There is nothing at /v1/x; see /v1 and /graphql',
    });
  });
});
