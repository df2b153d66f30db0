import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { metric } from '../support/metrics.js';
import { connected } from '../support/raw.js';
import { startService } from '../support/service.js';

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A service with room for two requests, which are under way until they are let go. */
async function aFullService(environment: Record<string, string> = {}) {
  let held: (() => void)[] | undefined = [];
  const delay = () => new Promise<void>((go) => (held ? void held.push(go) : go()));
  const service = await startService(
    { MAX_CONCURRENT_REQUESTS: '2', SIMULATOR_LATENCY_MS: '50', ...environment },
    { delay },
  );
  const letGo = () => {
    const all = held ?? [];
    held = undefined;
    for (const go of all) go();
  };
  open.push(letGo);
  const accepted = [1, 2].map(() =>
    request(service.url)
      .get('/v1/i-00000001/attributes')
      .then(({ status }) => status)
      .catch(({ code }) => code),
  );
  while (service.arrived() < 2) await request(service.url).get('/livez');
  return { service, letGo, accepted };
}

const MESSAGE = 'The service carries out as many requests as it takes at once; come again';

describe('One request more than are carried out at once', () => {
  it('is refused by REST with a JSON string, and told when to come again', async () => {
    const { service } = await aFullService();
    const refused = await request(service.url).get('/v1').set('X-Request-Id', 'build-7');
    expect(refused).toMatchObject({ status: 503, type: 'application/json', body: MESSAGE });
    expect(refused.headers).toMatchObject({ 'retry-after': '1', 'x-request-id': 'build-7' });
  });

  it('is refused with a problem document where that is asked for', async () => {
    const { service } = await aFullService();
    const refused = await request(service.url).put('/v1/launch').set('Accept', 'application/problem+json');
    expect(refused).toMatchObject({ status: 503, type: 'application/problem+json' });
    expect(refused.body).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: MESSAGE,
      code: 'UNAVAILABLE',
      retryable: true,
      retryAfterSeconds: 1,
    });
    const either = 'application/json, application/problem+json';
    expect((await request(service.url).get('/v1').set('Accept', either)).body).toBe(MESSAGE);
  });

  it.each(['/graphql', '/GraphQL/?query={a}'])('is refused by GraphQL in its form: %s', async (path) => {
    const { service } = await aFullService();
    const refused = await request(service.url).post(path).send({ query: '{ __typename }' });
    expect(refused).toMatchObject({ status: 503, type: 'application/json' });
    expect(refused.headers).toMatchObject({
      'retry-after': '1',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const extensions = { code: 'UNAVAILABLE', retryable: true, retryAfterSeconds: 1 };
    expect(refused.body).toEqual({ errors: [{ message: MESSAGE, extensions }] });
  });

  it('is refused before its body has come, and its connection serves on', async () => {
    const { service } = await aFullService();
    const head = 'PUT /v1/launch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n';
    const socket = connected(service);
    socket.write(head);
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 503 /);
    socket.write('{"a": "b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('is told to close its connection while the service drains', async () => {
    const { service } = await aFullService();
    const ask = () => request(service.url).get('/v1').set('Connection', 'keep-alive').expect(503);
    expect((await ask()).headers.connection).toBe('keep-alive');
    service.startDraining();
    expect((await ask()).headers.connection).toBe('close');
  });

  it('can be read by pages of an origin that was named, which may ask what they may send', async () => {
    const origin = 'https://studio.apollographql.com';
    const { service } = await aFullService({ CORS_ORIGINS: origin });
    const { headers } = await request(service.url).post('/graphql').set('Origin', origin).expect(503);
    expect(headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
    expect(headers['access-control-expose-headers']).toContain('Retry-After');
    const preflight = { Origin: origin, 'Access-Control-Request-Method': 'POST' };
    await request(service.url).options('/graphql').set(preflight).expect(204);
    await request(service.url).options('/graphql').expect(503);
    const others = await request(service.url).get('/v1').set('Origin', 'http://evil.example').expect(503);
    expect(others.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('does not keep the service from answering probes, nor from finishing what it has accepted', async () => {
    const { service, letGo, accepted } = await aFullService();
    for (const path of ['/livez', '/metrics', '/livez?verbose']) {
      await request(service.url).get(path).expect(200);
    }
    await request(service.url).get('/v1').expect(503);
    letGo();
    expect(await Promise.all(accepted)).toEqual([404, 404]);
    await request(service.url).get('/v1').expect(200);
  });

  it('is counted, as are those under way', async () => {
    const { service, letGo, accepted } = await aFullService();
    await request(service.url).get('/v1').expect(503);
    await request(service.url).post('/graphql').expect(503);
    expect(await metric(service, 'requests_under_way')).toEqual({ requests_under_way: 2 });
    expect(await metric(service, 'requests_shed_total')).toEqual({ requests_shed_total: 2 });
    letGo();
    await Promise.all(accepted);
    expect(await metric(service, 'requests_under_way')).toEqual({ requests_under_way: 0 });
    expect(await metric(service, 'requests_shed_total')).toEqual({ requests_shed_total: 2 });
  });
});

describe('A request is no longer under way', () => {
  /** Two that come over one connection, the second before the first is answered. */
  const PIPELINED = 'GET /v1/i-00000001/attributes HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2);

  it('when its client has hung up, be it the second of its connection', async () => {
    const held: (() => void)[] = [];
    const delay = () => new Promise<void>((go) => void held.push(go));
    const service = await startService({ SIMULATOR_LATENCY_MS: '50' }, { delay });
    open.push(() => held.map((go) => go()));
    const socket = connected(service);
    socket.write(PIPELINED);
    while (service.arrived() < 2) await request(service.url).get('/livez');
    expect(await metric(service, 'requests_under_way')).toEqual({ requests_under_way: 2 });
    socket.destroy();
    while (service.hungUp() < 2) await request(service.url).get('/livez');
    expect(await metric(service, 'requests_under_way')).toEqual({ requests_under_way: 0 });
  });

  it('when it has been carried out and waits for the answer before it', async () => {
    const held: (() => void)[] = [];
    const delay = () => new Promise<void>((go) => void held.push(go));
    const service = await startService({ SIMULATOR_LATENCY_MS: '50' }, { delay });
    open.push(() => held.map((go) => go()));
    const socket = connected(service);
    const next = 'GET /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n';
    socket.write(`GET /v1/i-00000001/attributes HTTP/1.1\r\nHost: localhost\r\n\r\n${next.repeat(3)}`);
    while (service.arrived() < 4) await request(service.url).get('/livez');
    expect(await metric(service, 'requests_under_way')).toEqual({ requests_under_way: 1 });
  });

  it('when it is answered, however many come over its connection before', async () => {
    const service = await startService();
    const socket = connected(service);
    socket.write(PIPELINED.repeat(5));
    let answers = '';
    socket.on('data', (chunk) => {
      answers += chunk;
    });
    while (answers.split('Instance ID not found').length <= 10) await once(socket, 'data');
    expect(await metric(service, 'requests_under_way')).toEqual({ requests_under_way: 0 });
  });
});
