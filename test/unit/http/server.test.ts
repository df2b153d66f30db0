import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import express, { type Express } from 'express';
import { createHttpServer } from '../../../src/http/server.js';

const THIS_FILE = fileURLToPath(import.meta.url);
const running: Server[] = [];

afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Asks a server of an app, which is stopped after the test. */
async function serve(server: Server) {
  running.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return async ({ path, method = 'GET', headers = {}, body }: Asked) => {
    const options = { port, path, method, host: '127.0.0.1', headers: { host: 'app.example', ...headers } };
    const asking = request({ ...options, agent: false });
    asking.end(body);
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    const chunks = await Readable.from(response).toArray();
    const { date, ...others } = response.headers;
    return { status: response.statusCode, headers: others, body: Buffer.concat(chunks).toString() };
  };
}

/** An app that does what Express documents. */
function anApp(): Express {
  const app = express();
  app.set('trust proxy', true);
  app.get('/hello/:name', ({ params, query, path, baseUrl }, response) => {
    response.json({ params, query, path, baseUrl });
  });
  app.get('/told', (request, response) => {
    const { ip, ips, protocol, secure, hostname, subdomains, xhr, fresh, originalUrl } = request;
    const types = [
      request.get('Accept'),
      request.accepts('json', 'html'),
      request.acceptsLanguages('de', 'en'),
    ];
    response.json({ ip, ips, protocol, secure, hostname, subdomains, xhr, fresh, originalUrl, types });
  });
  app.get('/old', (_request, response) => response.redirect(301, '/hello/you'));
  app.get('/cookie', (_request, response) => {
    response.cookie('a', 'b c', { httpOnly: true, path: '/cookie' }).clearCookie('d').send('set');
  });
  app.get('/file', (_request, response) => response.sendFile(THIS_FILE));
  app.get('/download', (_request, response) => response.download(THIS_FILE, 'name.ts'));
  app.get('/status', (_request, response) => void response.sendStatus(204));
  app.get('/html', (_request, response) => void response.send('<p>text</p>'));
  app.get('/bytes', (_request, response) => void response.send(Buffer.from([1, 2, 3])));
  app.get('/jsonp', (_request, response) => void response.jsonp({ a: 1 }));
  app.get('/headers', (_request, response) => {
    response.links({ next: '/2' }).location('/3').vary('Accept').append('X-List', 'a').append('X-List', 'b');
    response.type('png').attachment('x.png').end();
  });
  app.get('/format', (_request, response) => {
    response.format({ text: () => response.send('text'), json: () => response.send({ format: 'json' }) });
  });
  app.get('/stream', (_request, response) => void Readable.from(['one ', 'two ', 'three']).pipe(response));
  app.get('/locals', (request, response) => {
    response.locals.a = 1;
    response.json([response.locals, request.res === response, response.req === request, request.app === app]);
  });
  app.get('/throws', () => {
    throw Object.assign(new Error('a teapot'), { status: 418, expose: true });
  });
  app.get('/rejects', async () => Promise.reject(Object.assign(new Error('gone'), { status: 410 })));
  app.post('/echo', express.json(), express.urlencoded({ extended: false }), (request, response) => {
    response.json({ body: request.body, type: request.is('json') });
  });
  app.use(
    '/router',
    express.Router().get('/:id', (request, response) => void response.json([request.baseUrl, request.url])),
  );
  const mounted = express();
  mounted.get(
    '/here',
    (request, response) =>
      void response.json([request.app === mounted, response.app === mounted, request.baseUrl]),
  );
  app.use('/mounted', mounted, (_request, response) => void response.send('after'));
  app.get('/after-mounted', (request, response) => void response.json(request.app === app));
  app.use(((error, _request, response, _next) => {
    response.status(error.status).json({ message: error.message });
  }) as express.ErrorRequestHandler);
  return app;
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a server that makes requests as Express has them', () => {
  it('leaves Express nothing to change about them', async () => {
    const app = express();
    const changed: boolean[] = [];
    app.get('/', (request, response) => {
      changed.push(
        Object.getPrototypeOf(request) !== app.request,
        Object.getPrototypeOf(response) !== app.response,
      );
      response.end();
    });
    const server = createHttpServer(app);
    const made: boolean[] = [];
    server.prependListener('request', (request, response) => {
      made.push(
        Object.getPrototypeOf(request) === app.request,
        Object.getPrototypeOf(response) === app.response,
      );
    });
    await (await serve(server))({ path: '/' });
    expect({ made, changed }).toEqual({ made: [true, true], changed: [false, false] });
  });

  it.each<[string, Asked]>([
    ['parameters and the query', { path: '/hello/w%C3%B6rld?a=1&a=2&b=x%20y' }],
    [
      'what it tells of a request',
      {
        path: '/told',
        headers: {
          'x-forwarded-for': '203.0.113.1, 203.0.113.2',
          'x-forwarded-proto': 'https',
          accept: 'text/html',
          'accept-language': 'en',
        },
      },
    ],
    ['a malformed path', { path: '/hello/%C3' }],
    ['redirects', { path: '/old' }],
    ['cookies', { path: '/cookie' }],
    ['files', { path: '/file' }],
    ['a range of a file', { path: '/file', headers: { range: 'bytes=0-9' } }],
    ['downloads', { path: '/download' }],
    ['a status alone', { path: '/status' }],
    ['HTML', { path: '/html' }],
    ['bytes', { path: '/bytes' }],
    ['JSONP', { path: '/jsonp?callback=call' }],
    ['headers', { path: '/headers' }],
    ['formats by what is accepted', { path: '/format', headers: { accept: 'application/json' } }],
    ['formats that are not there', { path: '/format', headers: { accept: 'image/png' } }],
    ['streams', { path: '/stream' }],
    ['locals and references', { path: '/locals' }],
    ['errors that are thrown', { path: '/throws' }],
    ['errors that are rejected', { path: '/rejects' }],
    ['JSON bodies', { path: '/echo', method: 'POST', headers: JSON_TYPE, body: '{"a":[1]}' }],
    ['malformed bodies', { path: '/echo', method: 'POST', headers: JSON_TYPE, body: '{"a":' }],
    [
      'forms',
      {
        path: '/echo',
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'a=1&b=2',
      },
    ],
    ['routers', { path: '/router/7?a=1' }],
    ['mounted apps', { path: '/mounted/here' }],
    ['what comes after a mounted app', { path: '/mounted/there' }],
    ['a path of the app beside a mounted one', { path: '/after-mounted' }],
    ['HEAD', { path: '/hello/you', method: 'HEAD' }],
    ['OPTIONS', { path: '/hello/you', method: 'OPTIONS' }],
    ['paths that are not there', { path: '/nowhere' }],
    ['a fresh answer', { path: '/html', headers: { 'if-none-match': '*' } }],
  ])('answers as Express does by itself: %s', async (_what, asked) => {
    const own = await (await serve(createHttpServer(anApp())))(asked);
    const plain = await (await serve(createServer(anApp())))(asked);
    expect(own).toEqual(plain);
  });

  it('serves several apps, each with its own', async () => {
    const apps = ['one', 'two'].map((name) => {
      const app = express();
      app.set('name', name);
      app.get('/', (request, response) => void response.json(request.app.get('name')));
      return app;
    });
    const answers = await Promise.all(
      apps.map(async (app) => (await (await serve(createHttpServer(app)))({ path: '/' })).body),
    );
    expect(answers).toEqual(['"one"', '"two"']);
  });
});
