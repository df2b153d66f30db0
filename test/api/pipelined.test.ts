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
