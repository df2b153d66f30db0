import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { settled } from '../support/clock.js';
import { metric } from '../support/metrics.js';
import { connected, parseAnswers, untilEnd } from '../support/raw.js';
import { startService } from '../support/service.js';

const LAUNCH =
  'PUT /v1/launch?ami=ami-12c6146b&instance_type=t3.micro HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n';
const LIST = 'GET /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** What comes of requests that are sent at once over one connection. */
async function answersTo(service: { readonly url: string }, text: string) {
  const socket = connected(service);
  socket.write(text);
  return parseAnswers(await untilEnd(socket));
}

const UPGRADE =
  'Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n';

describe('A launch is answered', () => {
  it.each([
    ['a WebSocket that is refused', `GET /nothing HTTP/1.1\r\n${UPGRADE}${KEY}\r\n`, 404],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
  ])('before %s over the same connection', async (_what, next, status) => {
    const answers = await answersTo(await startService(), LAUNCH + next);
    expect(answers).toMatchObject([{ status: 200, body: expect.stringMatching(/^\["i-/) }, { status }]);
  });

  it('before a WebSocket that is opened over the same connection', async () => {
    const socket = connected(await startService());
    socket.write(`${LAUNCH}GET /graphql HTTP/1.1\r\n${UPGRADE}${KEY}\r\n`);
    let text = '';
    for await (const chunk of socket) {
      text += chunk;
      if (text.includes(' 101 ')) break;
    }
    expect(parseAnswers(text)).toMatchObject([{ status: 200 }, { status: 101 }]);
  });
});

/** A service that holds its calls of EC2 until the test lets them go. */
async function aHeldService(environment: Record<string, string> = {}) {
  const held: (() => void)[] = [];
  const delay = () => new Promise<void>((go) => void held.push(go));
  const service = await startService({ SIMULATOR_LATENCY_MS: '50', ...environment }, { delay });
  open.push(() => held.map((go) => go()));
  return service;
}

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

const READ = 'GET /v1/i-00000001/attributes HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('A connection over which something else is asked for before an answer', () => {
  const OTHERS = [
    ['a WebSocket', `GET /graphql HTTP/1.1\r\n${UPGRADE}${KEY}\r\n`],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ] as const;

  it.each(OTHERS)('may break off, and nothing comes of it: %s', async (_what, next) => {
    const service = await aHeldService();
    const socket = connected(service);
    socket.write(READ + next);
    while (service.arrived() < 1) await settled();
    socket.resetAndDestroy();
    while (service.hungUp() < 1) await settled();
    await request(service.url).get('/livez').expect(200);
    expect(await metric(service, 'requests_under_way')).toEqual({ requests_under_way: 0 });
  });
});

describe('Of requests that come before the last is answered', () => {
  it('ten wait for their turn, and more are refused', async () => {
    const service = await aHeldService();
    const socket = connected(service);
    socket.write(READ.repeat(14));
    while (service.arrived() < 14) await settled();
    expect(await metric(service, 'requests_under_way')).toEqual({ requests_under_way: 11 });
    for (const close of open.splice(0)) close();
    let text = '';
    for await (const chunk of socket) {
      text += chunk;
      if (text.split('HTTP/1.1 ').length === 15 && text.endsWith('"')) break;
    }
    const isRefused = parseAnswers(text).map(({ status }) => status === 503);
    expect(isRefused).toEqual([...Array(11).fill(false), ...Array(3).fill(true)]);
  });
});

describe('Requests that come before the last is answered, while the service drains', () => {
  it('are all answered, and the last answer closes the connection', async () => {
    const service = await startService();
    service.startDraining();
    const answers = await answersTo(service, LAUNCH.repeat(3));
    const ofLaunch = (connection: string) => ({ status: 200, headers: { connection } });
    expect(answers).toMatchObject(['keep-alive', 'keep-alive', 'close'].map(ofLaunch));
  });

  it('are not carried out behind an answer that closes it', async () => {
    const service = await startService();
    service.startDraining();
    const answers = await answersTo(service, LIST + LAUNCH);
    expect(answers).toMatchObject([{ status: 200, headers: { connection: 'close' } }]);
    expect(service.audited).toEqual([]);
  });
});
