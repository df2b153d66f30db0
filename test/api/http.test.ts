import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { connected, untilEnd } from '../support/raw.js';
import { startService } from '../support/service.js';

describe('Every response', () => {
  it.each(['/livez', '/v1', '/graphql', '/nowhere'])(
    'carries a request id and no X-Powered-By: %s',
    async (path) => {
      const { url } = await startService();
      const { headers } = await request(url).get(path);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers['x-powered-by']).toBeUndefined();
    },
  );

  it('carries the caller’s own request id, if it is a valid one', async () => {
    const { url } = await startService();
    const valid = await request(url).get('/v1').set('X-Request-Id', 'build-7');
    expect(valid.headers['x-request-id']).toBe('build-7');
    const invalid = await request(url).get('/v1').set('X-Request-Id', 'x'.repeat(129));
    expect(invalid.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('Web pages of elsewhere', () => {
  it.each(['evil.example', 'evil.example:4000', '127.0.0.1.evil.example', '', '[::2]', 'a b'])(
    'are kept out when they had a name resolve to this address: %s',
    async (host) => {
      const { url } = await startService();
      const { body } = await request(url).get('/v1').set('Host', host).expect(403);
      expect(body).toBe(`Host: expected one of localhost, 127.0.0.1, [::1], got '${host}' (ALLOWED_HOSTS)`);
    },
  );

  it.each(['localhost', 'LOCALHOST:9', '127.0.0.1:1', '[::1]:80'])('are not taken for %s', async (host) => {
    const { url } = await startService();
    await request(url).get('/v1').set('Host', host).expect(200);
  });

  it.each(['/livez', '/readyz', '/metrics'])(
    'may not probe by a name, but an address may: %s',
    async (path) => {
      const { url } = await startService({ ALLOWED_HOSTS: 'ec2.internal.example' });
      const ask = (host: string) => request(url).get(path).set('Host', host);
      for (const host of ['10.0.0.1:4000', '[fd00::1]:4000', '[::1]', 'EC2.internal.example']) {
        await ask(host).expect(200);
      }
      for (const host of ['evil.example', '10.0.0.1.evil.example:4000', '10.0.0.1@evil.example', '']) {
        const { body } = await ask(host).expect(403);
        expect(body).toBe(`Host: expected one of ec2.internal.example, got '${host}' (ALLOWED_HOSTS)`);
      }
      await ask('10.0.0.1').set('Origin', 'http://evil.example').expect(403);
    },
  );

  it('are not taken for a probe of HTTP/1.0, which names no host', async () => {
    const service = await startService();
    const socket = connected(service);
    socket.write('GET /readyz HTTP/1.0\r\n\r\n');
    expect(await untilEnd(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('may be those of the hosts that were named', async () => {
    const { url } = await startService({ ALLOWED_HOSTS: 'ec2.internal.example' });
    await request(url).get('/v1').set('Host', 'ec2.internal.example').expect(200);
    await request(url).get('/v1').set('Host', 'localhost').expect(403);
  });

  it.each(['https://evil.example', 'null', 'http://localhost:3000', 'nonsense'])(
    'are kept out when they send requests from their own origin: %s',
    async (origin) => {
      const { url } = await startService();
      const { body } = await request(url).put('/v1/launch').set('Origin', origin).expect(403);
      expect(body).toBe(
        `Origin: expected the service's own by its Host, or one of CORS_ORIGINS, got '${origin}'`,
      );
      await request(url).options('/v1/launch').set('Origin', origin).expect(403);
    },
  );

  it('are told so by GraphQL in its form', async () => {
    const { url } = await startService();
    const foreign = [{ Host: 'evil.example' }, { Origin: 'http://evil.example' }];
    for (const headers of foreign) {
      const { body } = await request(url).post('/graphql').set(headers).send({}).expect(403);
      expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });

  it('may send requests from the service’s own origin', async () => {
    const { url } = await startService();
    await request(url).get('/v1').set('Origin', url).expect(200);
    await request(url).get('/v1').set('Host', 'localhost').set('Origin', 'https://localhost').expect(200);
  });
});

describe('A page of an origin that was named', () => {
  const STUDIO = 'https://studio.apollographql.com';
  const start = () => startService({ CORS_ORIGINS: `http://localhost:3000,${STUDIO}` });

  it('is told before it asks what it may send', async () => {
    const { url } = await start();
    const asked =
      'authorization,content-type,idempotency-key,x-request-id,x-request-timeout-ms,apollo-require-preflight,apollographql-client-name,apollographql-client-version';
    const { headers } = await request(url)
      .options('/graphql')
      .set('Origin', STUDIO)
      .set('Access-Control-Request-Method', 'POST')
      .set('Access-Control-Request-Headers', asked)
      .expect(204);
    expect(headers).toMatchObject({ 'access-control-allow-origin': STUDIO, vary: 'Origin' });
    expect(headers['access-control-allow-methods']?.split(',')).toEqual(['GET', 'HEAD', 'POST', 'PUT']);
    expect(headers['access-control-allow-headers']?.toLowerCase()).toBe(asked);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it.each(['/v1', '/v1/i-00000001/attributes', '/graphql', '/nowhere'])(
    'may read its answer: %s',
    async (path) => {
      const { url } = await start();
      const { headers } = await request(url).get(path).set('Origin', STUDIO);
      expect(headers['access-control-allow-origin']).toBe(STUDIO);
      expect(headers['access-control-expose-headers']?.split(',')).toEqual([
        'X-Request-Id',
        'X-EC2-Calls',
        'Idempotency-Key',
        'Retry-After',
        'Allow',
        'WWW-Authenticate',
      ]);
    },
  );

  it('may not ask under a name that is none of the service', async () => {
    const { url } = await start();
    await request(url).options('/v1').set('Host', 'evil.example').set('Origin', STUDIO).expect(403);
  });

  it('may not read probes and metrics', async () => {
    const { url } = await start();
    const { headers } = await request(url).get('/metrics').set('Origin', STUDIO);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('does not open the service to others, and OPTIONS stays what it was', async () => {
    const { url } = await start();
    await request(url).get('/v1').set('Origin', 'https://studio.apollographql.com:8443').expect(403);
    await request(url).get('/v1').set('Origin', 'null').expect(403);
    const { headers } = await request(url).options('/v1/launch').expect(204);
    expect(headers).toMatchObject({ allow: 'PUT', vary: 'Origin' });
  });
});

describe('Health', () => {
  it('is live and ready while EC2 answers', async () => {
    const { url } = await startService();
    expect((await request(url).get('/livez').expect(200)).text).toBe('ok\n');
    expect((await request(url).get('/readyz').expect(200)).text).toBe('ok\n');
  });

  it('is live but not ready while EC2 cannot be reached', async () => {
    const { url } = await startService({ SIMULATOR_FAULTS: 'resetBefore=1' });
    await request(url).get('/livez').expect(200);
    expect((await request(url).get('/readyz').expect(503)).text).toBe('EC2 cannot be reached\n');
  });

  it('is ready while EC2 refuses: then it is reached', async () => {
    const { url } = await startService({ SIMULATOR_FAULTS: 'UnauthorizedOperation=1' });
    await request(url).get('/readyz').expect(200);
  });

  it('is not ready while draining, and closes connections after their answer', async () => {
    const service = await startService();
    service.startDraining();
    const ready = await request(service.url).get('/readyz').expect(503);
    expect(ready.text).toBe('shutting down\n');
    const served = await request(service.url).get('/v1').expect(200);
    expect(served.headers.connection).toBe('close');
  });
});

describe('The log', () => {
  it('has a line for every call that EC2 throttled or failed at, and none for what it refused', async () => {
    const failing = await startService({ SIMULATOR_FAULTS: 'InternalError=1' });
    await request(failing.url).get('/v1/i-00000001/attributes').expect(408);
    const line = {
      level: 40,
      action: 'DescribeInstances',
      code: 'UPSTREAM',
      ec2: { code: 'InternalError', requestId: expect.any(String) },
    };
    expect(failing.logged).toMatchObject([line, line, line]);

    const refusing = await startService();
    await request(refusing.url).put('/v1/i-00000001/start').expect(404);
    expect(refusing.logged).toEqual([]);
  });
});
