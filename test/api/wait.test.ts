import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { anId } from '../support/builders.js';
import { settled } from '../support/clock.js';
import { graphql } from '../support/doors.js';
import { metric } from '../support/metrics.js';
import { startWatched } from '../support/watched.js';

const WAIT =
  'query ($id: ID!, $state: InstanceState!, $timeoutSeconds: Int) { instanceInState(id: $id, state: $state, timeoutSeconds: $timeoutSeconds) { id state } }';

describe('Who waits for an instance to run', () => {
  it('is answered by REST with the thirteen attributes once the poll has seen it', async () => {
    const { service, launched, polled, poll } = await startWatched();
    const [id = ''] = await launched(1);
    const waiting = request(service.url).get(`/v1/${id}/wait`).query({ state: 'running', timeout: 60 });
    const answered = waiting.then((answer) => answer);
    await polled(1);
    await poll(2);
    const { status, body, headers } = await answered;
    const attributes = await request(service.url).get(`/v1/${id}/attributes`);
    expect([status, Object.entries(body)]).toEqual([200, Object.entries(attributes.body)]);
    expect(body.state).toBe('running');
    expect(headers['x-ec2-calls']).toBe('DescribeInstances=3');
  });

  it('is answered by GraphQL with what is selected', async () => {
    const { service, launched, polled, poll } = await startWatched();
    const [id = ''] = await launched(1);
    const answered = graphql(
      service,
      'query ($id: ID!) { instanceInState(id: $id, state: RUNNING) { state instanceType status { system } } }',
      { id },
    );
    await polled(1);
    await poll(2);
    expect(await answered).toEqual({
      data: {
        instanceInState: { state: 'RUNNING', instanceType: 't3.micro', status: { system: 'initializing' } },
      },
      extensions: { ec2: { calls: { DescribeInstances: 3, DescribeInstanceStatus: 1 }, waitedMs: 0 } },
    });
  });
});

describe('A wait', () => {
  it('that takes too long is answered with 408 and WAIT_TIMEOUT', async () => {
    const { service, clock, launched, polled } = await startWatched({ SIMULATOR_TRANSITION_MS: '60000' });
    const [id = ''] = await launched(1);
    const rest = request(service.url)
      .get(`/v1/${id}/wait?state=running&timeout=5`)
      .then((answer) => answer);
    const over = graphql(service, WAIT, { id, state: 'RUNNING', timeoutSeconds: 5 });
    await polled(1);
    while ((await metric(service, 'requests_under_way')).requests_under_way !== 2) await settled();
    for (let second = 0; second < 5; second++) await clock.advance(1000);
    const message = `${id} was not running within 5 s: it is pending`;
    expect(await rest).toMatchObject({ status: 408, body: message });
    expect((await over).errors).toMatchObject([
      { message, path: ['instanceInState'], extensions: { code: 'WAIT_TIMEOUT', retryable: true } },
    ]);
  });

  it('is answered with 409 and STATE_UNREACHABLE as soon as the state can no longer come', async () => {
    const { service, launched, polled, poll } = await startWatched();
    const [id = ''] = await launched(1);
    const answered = request(service.url)
      .get(`/v1/${id}/wait?state=stopped`)
      .then((answer) => answer);
    await polled(1);
    await request(service.url).put(`/v1/${id}/terminate`).expect(200);
    await poll();
    const { status, body } = await answered;
    expect([status, body]).toEqual([
      409,
      expect.stringMatching(/is shutting-down \(.*\) and can no longer be stopped$/),
    ]);
    const { errors } = await graphql(service, WAIT, { id, state: 'STOPPED' });
    expect(errors[0].extensions).toEqual({ code: 'STATE_UNREACHABLE', retryable: false });
  });

  it('is no request that the deadline of requests ends, but one of its own does', async () => {
    const { service } = await startWatched({ REQUEST_TIMEOUT_MS: '1' });
    await request(service.url).get(`/v1/${anId()}/wait?state=running`).expect(404);
    const { service: patient, launched } = await startWatched();
    const [id] = await launched(1);
    const { status, body } = await request(patient.url)
      .get(`/v1/${id}/wait?state=running`)
      .set('X-Request-Timeout-Ms', '50');
    expect([status, body]).toEqual([
      408,
      `${id} was not running before the deadline of the request: it is pending`,
    ]);
  });

  it('is asked for no longer once its client has hung up', async () => {
    const { service, clock, launched, polled, polls } = await startWatched();
    const [id] = await launched(1);
    const hangUp = new AbortController();
    const asked = fetch(`${service.url}/v1/${id}/wait?state=stopped`, { signal: hangUp.signal });
    const heard = asked.catch((error) => error.name);
    await polled(1);
    hangUp.abort();
    expect(await heard).toBe('AbortError');
    while (service.hungUp() < 1) await settled();
    for (let poll = 0; poll < 5; poll++) await clock.advance(2000);
    expect(await polls()).toBe(1);
  });

  it('is answered with 503 when the service shuts down', async () => {
    const { service, launched, polled } = await startWatched();
    const [id] = await launched(1);
    const answered = request(service.url)
      .get(`/v1/${id}/wait?state=stopped`)
      .then((answer) => answer);
    await polled(1);
    service.startDraining();
    const { status, body, headers } = await answered;
    expect([status, body, headers['retry-after']]).toEqual([503, 'The service is shutting down', '1']);
  });

  it('that fails is made once, however often its document has come', async () => {
    const { service, launched } = await startWatched();
    const [id = ''] = await launched(1);
    await request(service.url).put(`/v1/${id}/terminate`).expect(200);
    for (let time = 0; time < 5; time++) {
      const { errors, extensions } = await graphql(service, WAIT, { id, state: 'RUNNING' });
      expect([errors[0].extensions.code, extensions.ec2.calls]).toEqual([
        'STATE_UNREACHABLE',
        { DescribeInstances: 1 },
      ]);
    }
  });

  it.each([
    ['', 'Required arguments not provided: state'],
    [
      '?state=started',
      'state: expected one of pending, running, shutting-down, terminated, stopping, stopped, got "started"',
    ],
    ['?state=running&timeout=0', 'timeout: expected 1 to 300, got 0'],
    ['?state=running&timeout=301', 'timeout: expected 1 to 300, got 301'],
    ['?state=running&timeout=long', 'timeout: expected an integer, got "long"'],
  ])('with the parameters "%s" is refused, and EC2 is not asked', async (query, message) => {
    const { service, polls } = await startWatched();
    const { status, body } = await request(service.url).get(`/v1/${anId()}/wait${query}`);
    expect([status, body]).toEqual([400, message]);
    expect(await polls()).toBe(0);
  });

  it.each(['shutting-down', 'Shutting-Down', 'TERMINATED'])('takes the state %s', async (state) => {
    const { service } = await startWatched();
    await request(service.url)
      .get(`/v1/${anId()}/wait`)
      .query({ state })
      .expect(404, '"Instance ID not found"');
  });

  it('for what has not the form of an id is answered with 404, and EC2 is not asked', async () => {
    const { service, polls } = await startWatched();
    await request(service.url).get('/v1/i-1/wait?state=running').expect(404, '"Instance ID not found"');
    expect(await polls()).toBe(0);
  });
});
