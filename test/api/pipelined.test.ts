import { describe, expect, it } from '@jest/globals';
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
