import { once } from 'node:events';
import { createServer, IncomingMessage, request, type Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { createHttpServer } from '../../../src/http/server.js';
import { anApp, SOME_FILE } from '../../support/express-app.js';

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

  it('can show views', async () => {
    expect((await (await serve(createHttpServer(anApp())))({ path: '/view' })).body).toBe(
      'hello you from express-app.ts',
    );
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
    ['views with the locals of the app', { path: '/view' }],
    ['parameters that are looked up', { path: '/numbers/7' }],
    ['a handler that leaves it to the next route', { path: '/numbers/17' }],
    ['the settings of queries', { path: '/case?a[b]=1&a[c][]=2' }],
    ['the settings of routes', { path: '/Case' }],
    ['a slash too many', { path: '/case/' }],
    ['errors without a status', { path: '/deferred' }],
    ['a status with headers and JSON', { path: '/sent' }],
    ['ranges', { path: '/range', headers: { range: 'bytes=0-9,20-29' } }],
    ['redirects to what has to be encoded', { path: '/back' }],
    ["Node's own ways of answering", { path: '/early' }],
    ['static files', { path: `/static/${basename(SOME_FILE)}` }],
    ['static files that are not there', { path: '/static/nothing' }],
    ['static files outside their folder', { path: '/static/..%2f..%2fpackage.json' }],
    ['chained routes', { path: '/chain', method: 'PUT' }],
    ['a method that a route has not', { path: '/case', method: 'DELETE' }],
    ['a fresh answer', { path: '/html', headers: { 'if-none-match': '*' } }],
  ])('answers as Express does by itself: %s', async (_what, asked) => {
    const own = await (await serve(createHttpServer(anApp())))(asked);
    const plain = await (await serve(createServer(anApp())))(asked);
    expect(own).toEqual(plain);
  });

  it.each([false, true, 1, 'loopback', '203.0.113.0/24'])('trusts proxies as told: %s', async (trust) => {
    const proxied = () => {
      const app = express().set('trust proxy', trust);
      app.get('/', ({ ip, ips, protocol, secure, hostname }, response) => {
        response.json({ ip, ips, protocol, secure, hostname });
      });
      return app;
    };
    const headers = {
      'x-forwarded-for': '198.51.100.1, 203.0.113.2',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'other.example',
    };
    const own = await (await serve(createHttpServer(proxied())))({ path: '/', headers });
    expect(own).toEqual(await (await serve(createServer(proxied())))({ path: '/', headers }));
  });

  it.each(['before', 'after'])('has what an app gives its requests and responses %s', async (when) => {
    const app = express();
    const extend = () => {
      Object.assign(app.request, { greeted: 'you' });
      Object.assign(app.response, {
        greet(this: express.Response, name: string) {
          this.send(`hello ${name}`);
        },
      });
    };
    app.get('/', (request, response) => {
      const [{ greeted }, answer] = [request, response] as unknown as [
        { greeted: string },
        { greet(name: string): void },
      ];
      answer.greet(greeted);
    });
    if (when === 'before') extend();
    const server = createHttpServer(app);
    if (when === 'after') extend();
    expect((await (await serve(server))({ path: '/' })).body).toBe('hello you');
  });

  it('makes what is of Node: requests are IncomingMessages, responses ServerResponses', async () => {
    const app = express();
    app.get('/', (request, response) => {
      response.json([request instanceof IncomingMessage, response instanceof ServerResponse]);
    });
    expect((await (await serve(createHttpServer(app)))({ path: '/' })).body).toBe('[true,true]');
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
