import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { settled } from '../support/clock.js';
import { graphql, restDoor } from '../support/doors.js';
import { runningInstances, stateOf, stoppedInstance } from '../support/instances.js';
import { metric } from '../support/metrics.js';
import { connected, parseAnswers, untilEnd } from '../support/raw.js';
import { aWorld, type Service, startService } from '../support/service.js';
import { bearer, byTokens, tokensFile } from '../support/tokens.js';
import { aClient, aSocket } from '../support/web-socket.js';

const LAUNCH =
  'mutation { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro" }) { instanceIds } }';
const STATE = 'query ($id: ID!) { instance(id: $id) { id state } }';
const UNKNOWN = 'i-00000001';
const LATENCY_MS = 50;

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A service whose calls of EC2 take as long as the test says, once it holds them. */
async function aHeldService(environment: Record<string, string> = {}) {
  const clock = aWorld();
  let held: (() => void)[] | undefined;
  let calls = 0;
  const delay = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (ms === LATENCY_MS) calls += 1;
    const all = held;
    return all ? new Promise((go) => void all.push(go)) : clock.world.delay(ms, signal);
  };
  const started = await startService(
    { SIMULATOR_LATENCY_MS: String(LATENCY_MS), ...environment },
    { now: clock.world.now, delay },
  );
  const service: Service = { ...started, advance: clock.advance };
  const letGo = () => {
    for (const go of held ?? []) go();
    held = undefined;
  };
  open.push(letGo);
  return {
    service,
    letGo,
    hold: () => {
      held = [];
      calls = 0;
    },
    calls: () => calls,
  };
}

/** Until so many requests and operations are under way. */
async function underWay(service: Service, count: number): Promise<void> {
  for (;;) {
    const { requests_under_way: now } = await metric(service, 'requests_under_way');
    if (now === count) return;
  }
}

describe('GraphQL over a WebSocket', () => {
  it('answers queries and mutations, many over one connection', async () => {
    const service = await startService();
    const { ask } = aClient(service);
    const { data, extensions } = await ask(LAUNCH);
    const [id] = data.launchInstances.instanceIds;
    expect(extensions).toEqual({ ec2: { calls: { RunInstances: 1 }, waitedMs: 0 } });
    const answers = await Promise.all([
      ask(STATE, { id }),
      ask('{ instances { nodes { id } } }'),
      ask('{ __typename }'),
    ]);
    expect(answers.map((answer) => answer.data)).toEqual([
      { instance: { id, state: 'PENDING' } },
      { instances: { nodes: [{ id }] } },
      { __typename: 'Query' },
    ]);
  });

  it('answers the operation of a document that is named', async () => {
    const { socket } = aSocket(await startService());
    const messages: unknown[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    const query = 'query A { a: __typename } query B { b: __typename }';
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, operationName: 'B' } }));
    while (messages.length < 3) await once(socket, 'message');
    const extensions = { ec2: { calls: {}, waitedMs: 0 } };
    expect(messages).toEqual([
      { type: 'connection_ack' },
      { id: '1', type: 'next', payload: { data: { b: 'Query' }, extensions } },
      { id: '1', type: 'complete' },
    ]);
  });

  it('tells of errors as it does over HTTP', async () => {
    const service = await startService();
    const query = `{ known: __typename instance(id: "${UNKNOWN}") { id } }`;
    const overHttp = await graphql(service, query);
    expect(overHttp.errors[0].extensions.code).toBe('INSTANCE_NOT_FOUND');
    const over = await aClient(service).ask(query);
    const requestIds = (text: string) => text.replace(/"requestId":"[^"]+"/g, '"requestId":""');
    expect(JSON.parse(requestIds(JSON.stringify(over)))).toEqual(
      JSON.parse(requestIds(JSON.stringify(overHttp))),
    );
  });

  it.each([
    ['that is no GraphQL', '{ instances'],
    ['of a field that there is not', '{ nothing }'],
    ['without a variable that it needs', STATE],
    [
      'of more root fields than a mutation may have',
      `mutation { ${'a: rebootInstances(ids: ["i-1"]) { results { id } } '.repeat(11).replace(/a:/g, (_, at) => `a${at}:`)} }`,
    ],
    ['that costs more than it may', '{ instances(first: 1000) { nodes { userData } } }'],
  ])('refuses an operation %s as it does over HTTP, and serves on', async (_, query) => {
    const service = await startService();
    const { errors } = await graphql(service, query);
    const { ask } = aClient(service);
    await expect(ask(query)).rejects.toEqual(errors);
    expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  it('writes the id of the connection and the operation’s own into the trail', async () => {
    const service = await startService();
    const { ask } = aClient(service, { headers: { 'X-Request-Id': 'connection-7' } });
    await ask(LAUNCH);
    expect(service.audited[0]).toMatchObject({ requestId: expect.stringMatching(/^connection-7\/.{1,64}$/) });
  });

  it('takes no message that is larger than 1 MiB', async () => {
    const service = await startService();
    const { ask, closed } = aClient(service);
    await ask('{ __typename }');
    const asked = ask(`{ __typename } #${'x'.repeat(1024 * 1024)}`);
    await expect(asked).rejects.toMatchObject({ code: 1009 });
    expect((await closed).code).toBe(1009);
    await request(service.url).get('/livez').expect(200);
  });

  it('takes none that is larger than headers may be before it has let its client in', async () => {
    const { ask } = aClient(await startService(), { params: { pad: 'x'.repeat(16 * 1024) } });
    await expect(ask('{ __typename }')).rejects.toMatchObject({ code: 1009 });
  });

  it('cuts off a client that reads nothing before it is let in', async () => {
    const { socket, closed } = aSocket(await startService());
    await once(socket, 'open');
    socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { pad: 'x'.repeat(15_000) } });
    const sent = () => new Promise<Error | undefined | null>((tell) => socket.send(ping, tell));
    while (!(await sent()));
    socket.resume();
    expect((await closed).code).toBe(1006);
  });

  it('ends with what is no message of the protocol', async () => {
    const { socket, closed } = aSocket(await startService());
    await once(socket, 'open');
    socket.send('{"type":"unheard of"}');
    expect(await closed).toMatchObject({ code: 4400 });
  });
});

describe('A WebSocket is refused', () => {
  /** The answer to a wish for a WebSocket that is not granted. */
  async function refused(service: Service, options: object, path?: string) {
    const { socket } = aSocket(service, options, path);
    const [, answer] = await once(socket, 'unexpected-response');
    let text = '';
    for await (const chunk of answer) text += chunk;
    return { status: answer.statusCode, text: JSON.parse(text) };
  }

  it('to a page of another origin', async () => {
    const service = await startService();
    expect(await refused(service, { origin: 'https://evil.example.com' })).toEqual({
      status: 403,
      text: "Origin: expected the service's own by its Host, or one of CORS_ORIGINS, got 'https://evil.example.com'",
    });
  });

  it('to a page that came by a name of its own', async () => {
    const service = await startService();
    expect(await refused(service, { headers: { Host: 'evil.example.com' } })).toMatchObject({ status: 403 });
  });

  it('not to pages of the service, nor of an origin that is allowed', async () => {
    const service = await startService({ CORS_ORIGINS: 'https://studio.apollographql.com' });
    for (const origin of [service.url, 'https://studio.apollographql.com']) {
      const { socket } = aSocket(service, { origin });
      await once(socket, 'open');
    }
  });

  it.each(['/', '/v1', '/graphql/more', '/graphqls'])('at the path %s', async (path) => {
    const service = await startService();
    expect(await refused(service, {}, path)).toEqual({
      status: 404,
      text: 'There are WebSockets at /graphql alone',
    });
  });

  it('not where all of a URL is asked for, as clients of proxies do', async () => {
    const service = await startService();
    const socket = connected(service);
    socket.write(
      `GET ${service.url}/graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    );
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('to a client of another protocol', async () => {
    const service = await startService();
    const { closed } = aSocket(service, {}, '/graphql', 'graphql-ws');
    expect((await closed).code).toBe(1006);
    const socket = connected(service);
    socket.write(
      'GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    let text = '';
    while (!text.includes('Subprotocol not acceptable')) text += String((await once(socket, 'data'))[0]);
    expect(text).toMatch(/^HTTP\/1\.1 101 /);
  });
});

describe('A wish to speak another protocol', () => {
  it('is left unheard, and the request is served', async () => {
    const service = await startService();
    const socket = connected(service);
    const body = '{"ami":"ami-12c6146b","instance_type":"t3.micro"}';
    socket.write(
      `PUT /v1/launch HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQBAAAAAAIAAAAA\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*\["i-[0-9a-f]{17}"\]$/);
    socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

describe('Who comes by a WebSocket', () => {
  async function aGuardedService(expires?: string) {
    const { path, tokens } = tokensFile({ name: 'ci', ...(expires !== undefined && { expires }) });
    return { service: await startService(byTokens(path)), authorization: bearer(tokens[0]) };
  }

  it('may bring the token with the request that opens it', async () => {
    const { service, authorization } = await aGuardedService();
    const { ask } = aClient({ ...service, authorization });
    await ask(LAUNCH);
    expect(service.audited[0]).toMatchObject({ audit: 'change', caller: 'ci' });
  });

  it.each(['Authorization', 'authorization'])(
    'may bring it as %s of what the client begins with',
    async (name) => {
      const { service, authorization } = await aGuardedService();
      const headers = { Authorization: 'Bearer lp_stale' };
      const { ask } = aClient(service, { params: { [name]: authorization }, headers });
      await ask(LAUNCH);
      expect(service.audited[0]).toMatchObject({ audit: 'change', caller: 'ci' });
    },
  );

  it.each([
    ['no token', {}, 'expected a token, as in Authorization: Bearer …'],
    ['a token of nobody', { Authorization: 'Bearer lp_wrong' }, 'the API token is not known'],
    [
      'a token that is no text',
      { Authorization: ['Bearer lp_wrong'] },
      'expected a token, as in Authorization: Bearer …',
    ],
  ])('with %s is turned away with 4401', async (_, params, reason) => {
    const { service } = await aGuardedService();
    const { ask, closed } = aClient(service, { params });
    await expect(ask('{ __typename }')).rejects.toMatchObject({ code: 4401 });
    expect(await closed).toMatchObject({ code: 4401, reason });
  });

  it('is turned away with 4401 once the token has expired, and nothing more is carried out', async () => {
    const { service, authorization } = await aGuardedService('2026-11-23T08:00:00Z');
    const { ask, closed } = aClient({ ...service, authorization });
    expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
    service.advance(29 * 60_000);
    service.advance(60_000);
    await expect(ask(LAUNCH)).rejects.toMatchObject({ code: 4401 });
    expect(await closed).toMatchObject({
      code: 4401,
      reason: 'the API token of ci expired at 2026-11-23T08:00:00.000Z',
    });
    expect(service.audited).toMatchObject([{ audit: 'refused', operation: 'WebSocket /graphql' }]);
  });

  it('is told of a scope that he has not as over HTTP', async () => {
    const { path, tokens } = tokensFile({ name: 'reader', scopes: ['instances:read'] });
    const service = { ...(await startService(byTokens(path))), authorization: bearer(tokens[0]) };
    const { errors } = await graphql(service, LAUNCH);
    expect((await aClient(service).ask(LAUNCH)).errors).toEqual(errors);
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
  });
});

describe('An operation over a WebSocket', () => {
  it('is refused where as many are under way as are carried out at once', async () => {
    const { service, hold, letGo } = await aHeldService({ MAX_CONCURRENT_REQUESTS: '2' });
    hold();
    const reads = [1, 2].map(() => aClient(service).ask(STATE, { id: UNKNOWN }));
    await underWay(service, 2);
    const { ask } = aClient(service);
    await expect(ask('{ __typename }')).rejects.toEqual([
      {
        message: 'The service carries out as many requests as it takes at once; come again',
        extensions: { code: 'UNAVAILABLE', retryable: true, retryAfterSeconds: 1 },
      },
    ]);
    await request(service.url).get('/v1').expect(503);
    letGo();
    await Promise.all(reads);
    expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  it('is withdrawn where its client has gone before EC2 was asked', async () => {
    const { service, hold, letGo, calls } = await aHeldService();
    const ids = await runningInstances(service, 3);
    hold();
    const first = aClient(service).ask(STATE, { id: ids[0] });
    await underWay(service, 1);
    while (calls() < 1) await settled();
    const { ask, hangUp } = aClient(service);
    const others = ids.slice(1).map((id) => ask(STATE, { id }).catch(() => 'gone'));
    await underWay(service, 3);
    hangUp();
    await underWay(service, 1);
    letGo();
    expect((await first).data).toEqual({ instance: { id: ids[0], state: 'RUNNING' } });
    expect(await Promise.all(others)).toEqual(['gone', 'gone']);
    expect(calls()).toBe(1);
  });

  it('is withdrawn by a client that no longer waits for it, and goes on with others', async () => {
    const { service, hold, letGo, calls } = await aHeldService();
    const ids = await runningInstances(service, 3);
    hold();
    const { ask, begin } = aClient(service);
    const first = ask(STATE, { id: ids[0] });
    await underWay(service, 1);
    while (calls() < 1) await settled();
    const [leave, alsoLeave] = ids.slice(1).map((id) => begin(STATE, { id }));
    await underWay(service, 3);
    leave?.();
    await underWay(service, 2);
    alsoLeave?.();
    await underWay(service, 1);
    letGo();
    expect((await first).data).toEqual({ instance: { id: ids[0], state: 'RUNNING' } });
    expect(calls()).toBe(1);
  });

  it('that is a change under way at EC2 takes place, though its client has gone', async () => {
    const { service, hold, letGo, calls } = await aHeldService();
    const id = await stoppedInstance(service);
    hold();
    const { ask, hangUp } = aClient(service);
    void ask(`mutation { startInstances(ids: ["${id}"]) { results { id } } }`).catch(() => {});
    await underWay(service, 1);
    while (calls() < 1) await settled();
    hangUp();
    await underWay(service, 0);
    letGo();
    expect(await stateOf(service, id)).not.toBe('STOPPED');
    const outcome = service.audited.find(
      ({ audit, operation }) => audit === 'outcome' && operation === 'startInstances',
    );
    expect(outcome).toMatchObject({ results: [{ id, outcome: 'OUTCOME_UNKNOWN' }] });
    const later = service.audited.find(({ audit }) => audit === 'settled');
    expect(later).toMatchObject({ change: outcome?.change, results: [{ id, outcome: 'ok' }] });
  });

  it('joins those that come by the other doors', async () => {
    const { service, hold, letGo, calls } = await aHeldService();
    const ids = await runningInstances(service, 4);
    hold();
    const first = restDoor(service).attributes(String(ids[0]), 'id');
    await underWay(service, 1);
    while (calls() < 1) await settled();
    const over = aClient(service).ask(STATE, { id: ids[1] });
    const others = [
      restDoor(service).attributes(String(ids[2]), 'id'),
      graphql(service, STATE, { id: ids[3] }),
    ];
    await underWay(service, 4);
    letGo();
    await Promise.all([first, ...others]);
    expect((await over).extensions.ec2.calls).toEqual({ DescribeInstances: 1 });
    expect(calls()).toBe(2);
  });
});

describe('A service that drains', () => {
  /** It reads what has come in first. */
  async function begun(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await settled();
  }

  it('answers what is under way over a WebSocket before it closes it with 1001', async () => {
    const { service, hold, letGo, calls } = await aHeldService();
    const [id] = await runningInstances(service, 1);
    const { ask, closed } = aClient(service);
    await ask('{ __typename }');
    hold();
    const told: unknown[] = [];
    const read = ask(STATE, { id }).then(({ data }) => told.push(data));
    while (calls() < 1) await settled();
    void closed.then(({ code }) => told.push(code));
    const drained = service.drain();
    await begun();
    await expect(ask('{ __typename }')).rejects.toEqual([
      {
        message: 'The service is shutting down',
        extensions: { code: 'UNAVAILABLE', retryable: true, retryAfterSeconds: 1 },
      },
    ]);
    letGo();
    await drained;
    await read;
    expect(await closed).toMatchObject({ code: 1001, reason: 'The service is shutting down' });
    expect(told).toEqual([{ instance: { id, state: 'RUNNING' } }, 1001]);
  });

  it('opens no WebSocket more, over a connection that was there before', async () => {
    const service = await startService();
    const socket = connected(service);
    socket.write('GET /graphql HTTP/1.1\r\nHost: localhost\r\n');
    await request(service.url).get('/livez');
    const drained = service.drain();
    await begun();
    socket.write(
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const [answer] = parseAnswers(await untilEnd(socket));
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: '"The service is shutting down"',
    });
    await drained;
  });

  it('closes a WebSocket over which nothing is under way at once', async () => {
    const service = await startService();
    const { ask, closed } = aClient(service);
    await ask('{ __typename }');
    const { socket, closed: silent } = aSocket(service);
    await once(socket, 'open');
    await service.drain();
    expect((await closed).code).toBe(1001);
    expect((await silent).code).toBe(1001);
  });
});
