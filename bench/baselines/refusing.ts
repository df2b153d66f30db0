import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least that there is to do: everything but the probe is refused, by Node alone. */
const server = createServer(({ url }, response) => {
  response.writeHead(url === '/livez' ? 200 : 503, { 'Content-Length': 0 });
  response.end();
}).listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
