import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import request from 'supertest';
import { connected, parseAnswers, untilEnd } from '../support/raw.js';
import { type Service, startService } from '../support/service.js';

/** What comes of sending this over a connection. */
async function answersTo(service: Service, text: string) {
  const socket = connected(service);
  socket.write(text);
  return parseAnswers(await untilEnd(socket));
}

const HEAD = 'PUT /v1/launch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

describe('What is not HTTP is answered all the same', () => {
  it.each([
    [
      'a method that is none',
      'FLY /v1 HTTP/1.1\r\n\r\n',
      400,
      /^The request: expected well-formed HTTP\/1\.1: Invalid method/,
    ],
    [
      'a greeting of TLS',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      400,
      /^The request: expected well-formed HTTP/,
    ],
    ['a length that is none', `${HEAD}Content-Length: two\r\n\r\n`, 400, /^The request: .*Content-Length/],
    [
      'a length and chunks',
      `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
      /^The request: .*/,
    ],
    [
      'a chunk that is none',
      `${HEAD}Transfer-Encoding: chunked\r\n\r\nfive\r\n`,
      400,
      /^The request: .*chunk size/,
    ],
    [
      'headers without end',
      `${HEAD}X-Long: ${'x'.repeat(17_000)}\r\n\r\n`,
      431,
      /^The headers: expected at most 16 KiB$/,
    ],
    [
      'an expectation that nobody has',
      `${HEAD}Expect: wonders\r\nConnection: close\r\n\r\n`,
      417,
      /^Expect: expected 100-continue, got 'wonders'$/,
    ],
    [
      'a request to nobody',
      'GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n',
      400,
      /^Host: expected one, got none$/,
    ],
    [
      'a tunnel',
      'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n',
      405,
      /^CONNECT is not served/,
    ],
  ])('%s', async (_what, text, status, message) => {
    const answers = await answersTo(await startService(), text);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({
      status,
      headers: { connection: 'close', 'content-type': 'application/json; charset=utf-8' },
    });
    expect(JSON.parse(String(answers[0]?.body))).toMatch(message);
  });

  it('after what came before it over the same connection', async () => {
    const good = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const answers = await answersTo(await startService(), `${good}${good}FLY /v1 HTTP/1.1\r\n\r\nFLY`);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400]);
  });
});

describe('A client that takes too long', () => {
  it.each([
    ['to say anything', 'HEADERS', ''],
    ['to send its headers', 'HEADERS', HEAD],
    ['to send its body', 'BODY', `${HEAD}Content-Length: 5\r\n\r\n{"a`],
  ])('%s is told so', async (_what, which, text) => {
    const service = await startService({ [`${which}_TIMEOUT_MS`]: '1' });
    const answers = await answersTo(service, text);
    expect(answers).toMatchObject([{ status: 408, body: '"The request: expected all of it sooner"' }]);
  });

  it('to read its answers is cut off', async () => {
    const service = await startService({ UNREAD_TIMEOUT_MS: '1' });
    const socket = connected(service).pause();
    const body = JSON.stringify({ query: getIntrospectionQuery() });
    const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`.repeat(200));
    while (service.hungUp() === 0) await request(service.url).get('/livez');
  });

  it('because EC2 does is answered', async () => {
    const delay = (ms: number) => new Promise<void>((go) => void setTimeout(go, ms));
    const service = await startService({ UNREAD_TIMEOUT_MS: '1', SIMULATOR_LATENCY_MS: '50' }, { delay });
    await request(service.url).get('/v1/i-00000001/attributes').expect(404);
  });

  it('to ask again finds its connection closed', async () => {
    const service = await startService({ KEEP_ALIVE_TIMEOUT_MS: '1' });
    const answers = await answersTo(service, 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(answers).toMatchObject([{ status: 200, headers: { connection: 'keep-alive' } }]);
  });
});

describe('One connection more than may be open', () => {
  it('is refused with a short answer, until another is closed', async () => {
    const service = await startService({ MAX_CONNECTIONS: '1' });
    const first = connected(service);
    await once(first, 'connect');
    const refused = await request(service.url).get('/v1');
    expect(refused).toMatchObject({ status: 503, type: 'application/json' });
    expect(refused.body).toBe('The service has as many connections as it takes; come again');
    expect(refused.headers).toMatchObject({
      'retry-after': '1',
      connection: 'close',
      'x-request-id': expect.any(String),
    });
    first.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await untilEnd(first)).toMatch(/^HTTP\/1\.1 200 /);
    await request(service.url).get('/v1').expect(200);
  });
});
