import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { graphql } from '../support/doors.js';
import { runningInstance, stateOf, stoppedInstance } from '../support/instances.js';
import { type Service, startService } from '../support/service.js';

const LAUNCH = { ami: 'ami-12c6146b', instance_type: 't3.micro' };

async function launchedNothing(service: Service): Promise<void> {
  const { data } = await graphql(service, '{ instances { nodes { id } } }');
  expect(data.instances.nodes).toEqual([]);
}

describe('The parameters of a launch', () => {
  it.each([
    ['the query string', (url: string) => request(url).put('/v1/launch').query(LAUNCH)],
    ['a form', (url: string) => request(url).put('/v1/launch').type('form').send(LAUNCH)],
    ['JSON', (url: string) => request(url).put('/v1/launch').send(LAUNCH)],
    [
      'the query string and the body',
      (url: string) => request(url).put('/v1/launch?ami=ami-12c6146b').send('instance_type=t3.micro'),
    ],
    [
      'the older name of ami',
      (url: string) =>
        request(url).put('/v1/launch').send({ image_id: LAUNCH.ami, instance_type: 't3.micro' }),
    ],
  ])('are taken from %s', async (_place, put) => {
    const { url } = await startService();
    const { body } = await put(url).expect(200);
    expect(body).toEqual([expect.stringMatching(/^i-/)]);
  });

  it('are those of the body where the query string gives the same', async () => {
    const service = await startService();
    const { body } = await request(service.url)
      .put('/v1/launch?ami=ami-00000000&instance_type=m5.large')
      .send(LAUNCH)
      .expect(200);
    const { data } = await graphql(service, 'query ($id: ID!) { instance(id: $id) { instanceType } }', {
      id: body[0],
    });
    expect(data.instance.instanceType).toBe('t3.micro');
  });

  it.each([
    ['separated by commas', 'security_groups=default,SSH'],
    ['repeated', 'security_groups=default&security_groups=SSH'],
    ['a JSON array', { security_groups: ['default', 'SSH'] }],
  ])('are lists when they are %s', async (_how, parameters) => {
    const service = await startService();
    const { body } = await request(service.url).put('/v1/launch').query(LAUNCH).send(parameters).expect(200);
    const { data } = await graphql(
      service,
      'query ($id: ID!) { instance(id: $id) { securityGroups { name } } }',
      { id: body[0] },
    );
    expect(data.instance.securityGroups).toHaveLength(2);
  });

  it.each([
    ['a JSON object', { tags: { Name: 'web', team: 'a=b' } }],
    ['repeated', 'tags=Name=web&tags=team=a=b'],
  ])('are tags when they are %s', async (_how, parameters) => {
    const service = await startService();
    const { body } = await request(service.url).put('/v1/launch').query(LAUNCH).send(parameters).expect(200);
    const { data } = await graphql(service, 'query ($id: ID!) { instance(id: $id) { tags { key value } } }', {
      id: body[0],
    });
    expect(data.instance.tags).toEqual(
      expect.arrayContaining([
        { key: 'Name', value: 'web' },
        { key: 'team', value: 'a=b' },
      ]),
    );
  });

  it.each([
    [{}, 'Required arguments not provided: ami, instance_type'],
    [{ ami: 'ami-12c6146b' }, 'Required arguments not provided: instance_type'],
    [
      { ...LAUNCH, colour: 'red' },
      /^Unknown argument: colour; expected one of ami, image_id, instance_type, /,
    ],
    [
      { ...LAUNCH, image_id: 'ami-00000002' },
      'image_id: another name for ami, expected the same value or only one of them',
    ],
    [{ ...LAUNCH, min_count: 'two' }, 'min_count: expected an integer, got "two"'],
    [{ ...LAUNCH, max_count: 1.5 }, 'max_count: expected an integer, got 1.5'],
    [
      { ...LAUNCH, min_count: 3, max_count: 2 },
      'max_count: expected at least the fewest to launch, 3, and at most 1000, got 2',
    ],
    [{ ...LAUNCH, ebs_optimized: 'maybe' }, 'ebs_optimized: expected true or false, got "maybe"'],
    [{ ...LAUNCH, key_name: ['a', 'b'] }, 'key_name: expected a text, got ["a","b"]'],
    [{ ...LAUNCH, security_groups: 7 }, 'security_groups: expected a list of texts, got 7'],
    [{ ...LAUNCH, tags: 'web' }, 'tags: expected an object of texts, or key=value, repeated for several'],
    [
      { ...LAUNCH, instance_initiated_shutdown_behavior: 'sleep' },
      'instance_initiated_shutdown_behavior: expected stop or terminate, got "sleep"',
    ],
    [
      { ...LAUNCH, user_data: 'x'.repeat(17 * 1024) },
      'user_data: expected at most 16384 bytes of user data, got 17408',
    ],
  ])('are refused when they are %.60j', async (parameters, message) => {
    const service = await startService();
    const { body, headers } = await request(service.url).put('/v1/launch').send(parameters).expect(400);
    expect(body).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(headers['x-ec2-calls']).toBeUndefined();
    await launchedNothing(service);
  });

  it('are refused where the call takes none', async () => {
    const { url } = await startService();
    const { body } = await request(url).put('/v1/i-00000001/start').send({ force: true }).expect(400);
    expect(body).toBe('Unknown argument: force; this call takes none');
  });
});

describe('A body', () => {
  it('is refused where it has more names than any call takes, before they are looked through', async () => {
    const { url } = await startService();
    const names = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`name${n}`, 1]));
    const { body } = await request(url).put('/v1/launch').send(names).expect(400);
    expect(body).toBe('The body: expected at most 100 names');
  });

  it.each([
    ['malformed JSON', 'application/json', '{"ami": ', 400, /^The body: expected well-formed JSON: /],
    ['JSON that is no object', 'application/json', '["ami"]', 400, 'The body: expected a JSON object'],
    [
      'of another type',
      'text/plain',
      'ami=ami-12c6146b',
      415,
      'Content-Type: expected application/json or application/x-www-form-urlencoded, got text/plain',
    ],
    [
      'in an unknown character set',
      'application/json; charset=klingon',
      '{}',
      415,
      'unsupported charset "KLINGON"',
    ],
    [
      'of 10 MiB',
      'application/json',
      `{"user_data":"${'x'.repeat(10 * 1024 * 1024)}"}`,
      413,
      'The body: expected at most 1 MiB',
    ],
    [
      'with a thousand and one parameters',
      'application/x-www-form-urlencoded',
      'a=1&'.repeat(1001),
      413,
      'The body: expected at most 1,000 parameters',
    ],
  ])('%s is refused', async (_what, type, body, status, message) => {
    const service = await startService();
    const answer = await request(service.url).put('/v1/launch').type(type).send(body);
    expect([answer.status, answer.type]).toEqual([status, 'application/json']);
    expect(answer.body).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    await launchedNothing(service);
  });
});

describe('The documented bodies', () => {
  it('are those of an action that succeeded', async () => {
    const service = await startService();
    const id = await stoppedInstance(service);
    for (const action of [
      'modify?attribute=instanceType&value=t3.small',
      'start',
      'reboot',
      'stop',
      'terminate',
    ]) {
      const { text } = await request(service.url).put(`/v1/${id}/${action}`).expect(200);
      expect(text).toBe('"Instance modification succeeded"');
      service.advance(2000);
    }
    expect(await stateOf(service, id)).toBe('TERMINATED');
  });

  it.each(['start', 'stop', 'terminate', 'reboot', 'modify?attribute=instanceType&value=t3.small'])(
    'are those of an instance that is not found: %s',
    async (action) => {
      const { url } = await startService();
      for (const id of ['i-0123456789abcdef0', 'nonsense']) {
        const { text } = await request(url).put(`/v1/${id}/${action}`).expect(404);
        expect(text).toBe('"Instance ID not found"');
      }
    },
  );

  it.each(['', '/state'])('are those of attributes%s of an instance that is not found', async (path) => {
    const { url } = await startService();
    const { text } = await request(url).get(`/v1/i-0123456789abcdef0/attributes${path}`).expect(404);
    expect(text).toBe('"Instance ID not found"');
  });

  it.each([
    ['put', '/v1/launch?ami=ami-1&instance_type=t3.micro', 'Error while running via EC2 API'],
    ['put', '/v1/i-00000001/start', 'Error while modifying via EC2 API'],
    ['put', '/v1/i-00000001/stop', 'Error while modifying via EC2 API'],
    ['put', '/v1/i-00000001/terminate', 'Error while modifying via EC2 API'],
    ['put', '/v1/i-00000001/reboot', 'Error while modifying via EC2 API'],
    [
      'put',
      '/v1/i-00000001/modify?attribute=instanceType&value=t3.small',
      'Error while modifying via EC2 API',
    ],
    ['get', '/v1/i-00000001/attributes', 'Error while reading via EC2 API'],
    ['get', '/v1/i-00000001/attributes/state', 'Error while reading via EC2 API'],
  ] as const)('are those of what EC2 refuses: %s %s', async (method, path, words) => {
    const { url } = await startService({ SIMULATOR_FAULTS: 'UnauthorizedOperation=1' });
    const { body } = await request(url)[method](path).expect(408);
    expect(body).toMatch(new RegExp(`^${words}: UnauthorizedOperation: You are not authorized`));
  });

  it('tell when to come back where EC2 throttles', async () => {
    const { url } = await startService({ SIMULATOR_FAULTS: 'RequestLimitExceeded=1' });
    const { body, headers } = await request(url).get('/v1/i-00000001/attributes').expect(408);
    expect(body).toBe('Error while reading via EC2 API: RequestLimitExceeded: Request limit exceeded.');
    expect(headers['retry-after']).toBe('1');
  });
});

describe('A launch', () => {
  it('carries the key that makes it safe to repeat: the caller’s, or one of its own', async () => {
    const { url } = await startService();
    const own = await request(url).put('/v1/launch').send(LAUNCH).expect(200);
    expect(own.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    const given = await request(url)
      .put('/v1/launch')
      .set('Idempotency-Key', 'build 7')
      .send(LAUNCH)
      .expect(200);
    expect(given.headers['idempotency-key']).toBe('build 7');
    expect(given.body).not.toEqual(own.body);
  });

  it('carries the key with a refusal of its parameters too', async () => {
    const { url } = await startService();
    const { headers } = await request(url).put('/v1/launch').set('Idempotency-Key', 'build-7').expect(400);
    expect(headers['idempotency-key']).toBe('build-7');
  });

  it('answers 409 to the same key in another zone, of which EC2 knows nothing', async () => {
    const service = await startService();
    const put = (input: object) =>
      request(service.url).put('/v1/launch').set('Idempotency-Key', 'build-7').send(input);
    const { body } = await put(LAUNCH).expect(200);
    await put({ ...LAUNCH, placement: 'us-east-1c' }).expect(409);
    const { data } = await graphql(service, '{ instances { nodes { id } } }');
    expect(data.instances.nodes).toEqual([{ id: body[0] }]);
  });

  it('answers with the same id under the same key once the instance is terminated', async () => {
    const service = await startService();
    const put = () => request(service.url).put('/v1/launch').set('Idempotency-Key', 'build-7').send(LAUNCH);
    const { body } = await put().expect(200);
    await request(service.url).put(`/v1/${body[0]}/terminate`).expect(200);
    service.advance(2000);
    expect((await put().expect(200)).body).toEqual(body);
  });

  it('that EC2 refused may be repeated with a better input under the same key', async () => {
    const { url } = await startService();
    const put = (input: object) =>
      request(url).put('/v1/launch').set('Idempotency-Key', 'build-7').send(input);
    await put({ ...LAUNCH, ami: 'ami-00000000' }).expect(408);
    await put(LAUNCH).expect(200);
  });

  it('answers with the same instance under the same key, through whichever door', async () => {
    const service = await startService();
    const put = () => request(service.url).put('/v1/launch').set('Idempotency-Key', 'build-7').send(LAUNCH);
    const { body } = await put().expect(200);
    expect((await put().expect(200)).body).toEqual(body);
    const { data } = await graphql(
      service,
      'mutation { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro", idempotencyKey: "build-7" }) { instanceIds idempotencyKey } }',
    );
    expect(data.launchInstances).toEqual({ instanceIds: body, idempotencyKey: 'build-7' });
  });

  it('answers 409 to another input under the same key', async () => {
    const { url } = await startService();
    const put = (input: object) =>
      request(url).put('/v1/launch').set('Idempotency-Key', 'build-7').send(input);
    await put(LAUNCH).expect(200);
    const { body, headers } = await put({ ...LAUNCH, instance_type: 't3.small' }).expect(409);
    expect(body).toBe('the idempotency key was used before with another input');
    expect(headers['idempotency-key']).toBe('build-7');
  });

  it('answers 504 with its key when the outcome is not known', async () => {
    const { url } = await startService({ SIMULATOR_FAULTS: 'resetAfter=1' });
    const { body, headers } = await request(url)
      .put('/v1/launch')
      .set('Idempotency-Key', 'build-7')
      .send(LAUNCH)
      .expect(504);
    expect(body).toBe(
      'Error while running via EC2 API: OUTCOME_UNKNOWN: EC2 gave no usable answer in time; repeat with the Idempotency-Key of this answer',
    );
    expect(headers['idempotency-key']).toBe('build-7');
  });

  it('refuses a key that is too long', async () => {
    const { url } = await startService();
    const { body, headers } = await request(url)
      .put('/v1/launch')
      .set('Idempotency-Key', 'k'.repeat(256))
      .send(LAUNCH)
      .expect(400);
    expect(body).toBe('Idempotency-Key: expected 1 to 255 printable ASCII characters');
    expect(headers['idempotency-key']).toBeUndefined();
  });
});

describe('A caller who asks for problem+json', () => {
  it('gets an RFC 9457 document', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    const { body, type } = await request(service.url)
      .put(`/v1/${id}/modify?attribute=instanceType&value=t3.small`)
      .set('Accept', 'application/problem+json')
      .expect(408);
    expect(type).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Request Timeout',
      status: 408,
      detail: `Error while modifying via EC2 API: IncorrectInstanceState: The instance '${id}' is not in the 'stopped' state.`,
      code: 'INVALID_STATE',
      ec2Code: 'IncorrectInstanceState',
      ec2RequestId: expect.any(String),
      retryable: false,
    });
  });
});

describe('The paths', () => {
  it.each([
    ['get', '/v1/nowhere'],
    ['put', '/v1/i-00000001/explode'],
    ['get', '/v2/launch'],
    ['get', '/graphql/more'],
    ['get', '/'],
    ['get', '/v1/i-00000001/attributes/state/more'],
  ] as const)('that do not exist are a 404: %s %s', async (method, path) => {
    const { url } = await startService();
    const { body, type } = await request(url)[method](path).expect(404);
    expect(type).toBe('application/json');
    expect(body).toBe(`There is nothing at ${path}; see /v1 and /graphql`);
  });

  it.each([
    ['post', '/v1/launch', 'PUT'],
    ['get', '/v1/launch', 'PUT'],
    ['delete', '/v1/i-00000001/attributes', 'GET, HEAD'],
    ['get', '/v1/i-00000001/start', 'PUT'],
    ['put', '/v1', 'GET, HEAD'],
  ] as const)('that exist with another method are a 405: %s %s', async (method, path, allow) => {
    const { url } = await startService();
    const { body, headers } = await request(url)[method](path).expect(405);
    expect(headers.allow).toBe(allow);
    expect(body).toBe(`${method.toUpperCase()} is not served on this path, expected ${allow}`);
  });

  it('tell their methods to OPTIONS', async () => {
    const { url } = await startService();
    const { headers } = await request(url).options('/v1/launch').expect(204);
    expect(headers.allow).toBe('PUT');
  });

  it('that cannot be decoded are a 400', async () => {
    const { url } = await startService();
    const { body } = await request(url).put('/v1/%E0%A4%A/start').expect(400);
    expect(body).toMatch(/^Failed to decode param/);
  });

  it('are listed at their root', async () => {
    const { url } = await startService();
    const { body } = await request(url).get('/v1').expect(200);
    expect(body).toMatchObject({
      name: 'launch-provision',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      links: { graphql: '/graphql', openapi: '/v1/openapi.json', docs: '/docs' },
    });
    expect(
      body.routes.map(({ method, path }: { method: string; path: string }) => `${method} ${path}`),
    ).toEqual([
      'PUT /v1/launch',
      'PUT /v1/:id/start',
      'PUT /v1/:id/stop',
      'PUT /v1/:id/terminate',
      'PUT /v1/:id/reboot',
      'PUT /v1/:id/modify',
      'GET /v1/:id/attributes',
      'GET /v1/:id/attributes/:field',
      'GET /v1/:id/wait',
    ]);
    expect(body.routes[5].parameters).toMatchObject({
      attribute: { required: true },
      value: { required: true },
    });
  });
});
