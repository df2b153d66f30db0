import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';

/** Served as a file, and shown as a view. */
export const SOME_FILE = fileURLToPath(import.meta.url);

/** An app that does what Express documents. */
export function anApp(): Express {
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
  app.get('/file', (_request, response) => response.sendFile(SOME_FILE));
  app.get('/download', (_request, response) => response.download(SOME_FILE, 'name.ts'));
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
  settle(app);
  app.use(((error, _request, _response, next) => {
    next(Object.assign(error, { status: error.status ?? 500 }));
  }) as express.ErrorRequestHandler);
  app.use(((error, _request, response, _next) => {
    response.status(error.status).json({ message: error.message });
  }) as express.ErrorRequestHandler);
  return app;
}

/** What an app is told about itself, and what is looked up in it. */
function settle(app: Express): void {
  app.set('query parser', 'extended').set('json spaces', 2).set('json escape', true).set('title', 'an app');
  app.enable('strict routing').enable('case sensitive routing');
  app.locals.greeting = 'hello';
  app.engine('ts', (path, options, done) => {
    const { greeting, name } = options as { greeting?: string; name?: string };
    done(null, `${greeting} ${name} from ${basename(path)}`);
  });
  app.set('views', dirname(SOME_FILE)).set('view engine', 'ts');
  app.get('/view', (_request, response) => response.render(SOME_FILE, { name: 'you' }));
  app.param('number', (request, _response, next, value) => {
    Object.assign(request, { number: Number(value) });
    next();
  });
  app.get('/numbers/:number', (request, response, next) => {
    const { number } = request as unknown as { number: number };
    if (number > 9) next('route');
    else response.json({ number, title: request.app.get('title') });
  });
  app.get(
    '/numbers/:number',
    (_request, response) => void response.status(404).type('txt').send('too large'),
  );
  app.get('/case', (request, response) => void response.json([request.query, request.res?.get('Vary')]));
  app.get('/deferred', (_request, _response, next) => next(new Error('no status')));
  app.get('/sent', (_request, response) => {
    response
      .set({ 'X-A': 'a' })
      .status(201)
      .json({ sent: response.headersSent, a: response.get('X-A') });
  });
  app.get('/range', (request, response) => void response.json({ range: request.range(100) ?? null }));
  app.get('/back', (_request, response) => response.redirect('/a b?c=ö'));
  app.get('/early', (_request, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.writeHead(200, { 'X-Raw': 'a' }).end('raw');
  });
  app.use('/static', express.static(dirname(SOME_FILE), { index: false }));
  app
    .route('/chain')
    .all((_request, response, next) => {
      response.locals.steps = ['all'];
      next();
    })
    .put((_request, response) => void response.json(response.locals.steps));
}
