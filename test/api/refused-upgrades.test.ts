import { describe, expect, it } from '@jest/globals';
import { connected, parseAnswers, untilEnd } from '../support/raw.js';
import { startService } from '../support/service.js';

const HOST = 'Host: localhost\r\nX-Request-Id: build-7\r\n';
const UPGRADE = `${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n`;
const VERSION = 'Sec-WebSocket-Version: 13\r\n';
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/** What comes of sending this to a service. */
async function answerTo(text: string) {
  const socket = connected(await startService());
  socket.write(`${text}\r\n`);
  const [answer] = parseAnswers(await untilEnd(socket));
  return answer;
}

const REFUSED: readonly [what: string, text: string, status: number, message: RegExp][] = [
  ['a WebSocket without a key', `GET /graphql HTTP/1.1\r\n${UPGRADE}${VERSION}`, 400, /Sec-WebSocket-Key/],
  [
    'a WebSocket of another version',
    `GET /graphql HTTP/1.1\r\n${UPGRADE}${KEY}Sec-WebSocket-Version: 7\r\n`,
    400,
    /Sec-WebSocket-Version/,
  ],
  [
    'a WebSocket by POST',
    `POST /graphql HTTP/1.1\r\n${UPGRADE}${KEY}${VERSION}Content-Length: 0\r\n`,
    405,
    /method/,
  ],
  ['a WebSocket elsewhere', `GET /v1 HTTP/1.1\r\n${UPGRADE}${KEY}${VERSION}`, 404, /^There are WebSockets/],
  ['a tunnel', `CONNECT example.com:443 HTTP/1.1\r\n${HOST}`, 405, /^CONNECT is not served/],
];

describe('A wish for another connection is refused', () => {
  it.each(REFUSED)('as a request is: %s', async (_what, text, status, message) => {
    const answer = await answerTo(text);
    const headers = {
      'x-request-id': 'build-7',
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    };
    expect(answer).toMatchObject({ status, headers });
    expect(JSON.parse(String(answer?.body))).toMatch(message);
  });

  it.each(REFUSED)('with a problem document where that is asked for: %s', async (_what, text, status) => {
    const answer = await answerTo(`${text}Accept: application/problem+json\r\n`);
    expect(answer?.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(String(answer?.body))).toMatchObject({ status, code: 'BAD_USER_INPUT' });
  });
});
