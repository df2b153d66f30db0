import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach } from '@jest/globals';

const open: Socket[] = [];

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** A connection over which text is sent as it is. */
export function connected({ url }: { readonly url: string }): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  open.push(socket);
  return socket;
}

/** All that comes over a connection until the other side ends it. */
export async function untilEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'end');
  return text;
}

/** Answers as they came over a connection, one after the other. */
export function parseAnswers(text: string) {
  return text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((answer) => !answer.startsWith('HTTP/1.1 100'))
    .map((answer) => {
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers = lines
        .map((line) => line.split(': '))
        .map(([name = '', value]) => [name.toLowerCase(), value]);
      return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(headers), body };
    });
}
