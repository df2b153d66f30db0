import { describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';
import { type Service, startService } from '../support/service.js';

/** A service whose EC2 does not answer. */
function aServiceThatWaits(environment: Record<string, string> = {}): Promise<Service> {
  const delay = () => new Promise<never>(() => {});
  return startService({ SIMULATOR_LATENCY_MS: '50', EC2_TIMEOUT_MS: '100', ...environment }, { delay });
}

/** Nobody would wait for it: not the test either. */
const LONG = '600000';

interface Door {
  ask(service: Service): Test;
  /** The code of an answer. */
  code(body: never): string;
}

const REST: Door = {
  ask: ({ url }) => request(url).get('/v1/i-00000001/attributes').set('Accept', 'application/problem+json'),
  code: ({ code }: { code: string }) => code,
};

const GRAPHQL: Door = {
  ask: ({ url }) => request(url).post('/graphql').send({ query: '{ instance(id: "i-00000001") { state } }' }),
  code: ({ errors: [error] }: { errors: [{ extensions: { code: string } }] }) => error.extensions.code,
};

describe.each([
  ['REST', REST],
  ['GraphQL', GRAPHQL],
])('The deadline of a request, by %s', (_name, { ask, code }) => {
  it('is what its header says', async () => {
    const service = await aServiceThatWaits({ REQUEST_TIMEOUT_MS: LONG });
    const { body } = await ask(service).set('X-Request-Timeout-Ms', '20');
    expect(code(body as never)).toBe('TIMEOUT');
  });

  it('is never later than the setting', async () => {
    const service = await aServiceThatWaits({ REQUEST_TIMEOUT_MS: '20' });
    const { body } = await ask(service).set('X-Request-Timeout-Ms', LONG);
    expect(code(body as never)).toBe('TIMEOUT');
  });

  it('is that of the setting where the header is longer than a timer can be', async () => {
    const delay = (ms: number) => new Promise<void>((go) => void setTimeout(go, ms));
    const service = await startService({ SIMULATOR_LATENCY_MS: '20' }, { delay });
    const { body } = await ask(service).set('X-Request-Timeout-Ms', '9'.repeat(400));
    expect(code(body as never)).toBe('INSTANCE_NOT_FOUND');
  });

  it.each(['0', '-1', '1.5', '1e3', '5s', '5, 5', ''])('cannot be %j', async (timeout) => {
    const { status, body, text } = await ask(await startService()).set('X-Request-Timeout-Ms', timeout);
    expect([status, code(body as never)]).toEqual([400, 'BAD_USER_INPUT']);
    const message = `X-Request-Timeout-Ms: expected a whole number of milliseconds from 1, got '${timeout}'`;
    expect(text).toContain(message);
  });
});

it('The deadline of a query that comes often is read too', async () => {
  const service = await startService();
  const query = 'query ($id: ID!) { instance(id: $id) { state } }';
  const ask = () =>
    request(service.url)
      .post('/graphql')
      .send({ query, variables: { id: 'i-00000001' } });
  for (let asked = 0; asked < 5; asked++) await ask();
  const { status, body } = await ask().set('X-Request-Timeout-Ms', 'soon');
  expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
});
