import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { pathOf } from '../../../src/http/target.js';
import { startService } from '../../support/service.js';

it.each([
  ['/v1/launch?a=1', '/v1/launch?a=1'],
  ['http://example.com/v1?a=1', '/v1?a=1'],
  ['http://example.com', '/'],
  ['*', '/*'],
  ['http://[', '/http://['],
  ['127.0.0.1:22', '/127.0.0.1:22'],
  ['a:22', '/a:22'],
])('The target %s is the path %s', (target, path) => {
  expect(pathOf(target)).toBe(path);
});

it.each(['http://[', 'http://', '*'])(
  'The service answers itself that there is nothing at %s',
  async (target) => {
    const { url } = await startService();
    const { port, host } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 404 [\s\S]+\r\nX-Request-Id: [\s\S]+"There is nothing at \//);
  },
);
