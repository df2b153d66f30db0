import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { anId } from '../support/builders.js';
import { settled } from '../support/clock.js';
import { graphql } from '../support/doors.js';
import { metric } from '../support/metrics.js';
import { bearer, byTokens, tokensFile } from '../support/tokens.js';
import { startWatched, until } from '../support/watched.js';
import { aClient } from '../support/web-socket.js';

const CHANGES =
  'subscription ($ids: [ID!]!) { instanceStateChanged(ids: $ids) { id previousState currentState at instance { state instanceType } } }';
const STOP = 'mutation ($ids: [ID!]!) { stopInstances(ids: $ids) { results { id } } }';
const TERMINATE = 'mutation ($ids: [ID!]!) { terminateInstances(ids: $ids) { results { id } } }';

const steps = (results: readonly { data: { instanceStateChanged: Record<string, string> } }[]) =>
  results.map(({ data: { instanceStateChanged } }) => [
    instanceStateChanged.previousState,
    instanceStateChanged.currentState,
  ]);

describe('A subscription to the changes of instances', () => {
  it('tells each in order, and ends once all of them are terminated', async () => {
    const { service, clock, launched, polled, poll } = await startWatched();
    const ids = await launched(2);
    const { results, ended } = aClient(service).follow(CHANGES, { ids });
    await polled(1);
    await poll(2);
    await until(() => results.length === 2);
    expect(results[0]).toEqual({
      data: {
        instanceStateChanged: {
          id: ids[0],
          previousState: 'PENDING',
          currentState: 'RUNNING',
          at: new Date(clock.now()).toISOString(),
          instance: { state: 'RUNNING', instanceType: 't3.micro' },
        },
      },
      extensions: { ec2: { calls: {}, waitedMs: 0 } },
    });
    await graphql(service, TERMINATE, { ids: [ids[1]] });
    await graphql(service, STOP, { ids: [ids[0]] });
    await poll(2);
    await graphql(service, TERMINATE, { ids: [ids[0]] });
    await poll();
    expect(await ended).toBe('complete');
    const of = (id: string | undefined) =>
      steps(results.filter(({ data }) => data.instanceStateChanged.id === id));
    expect(of(ids[0])).toEqual([
      ['PENDING', 'RUNNING'],
      ['RUNNING', 'STOPPING'],
      ['STOPPING', 'STOPPED'],
      ['STOPPED', 'TERMINATED'],
    ]);
    expect(of(ids[1])).toEqual([
      ['PENDING', 'RUNNING'],
      ['RUNNING', 'SHUTTING_DOWN'],
      ['SHUTTING_DOWN', 'TERMINATED'],
    ]);
  });

  it('tells of each change what it costs to answer it', async () => {
    const { service, launched, polled, poll } = await startWatched();
    const ids = await launched(1);
    const query =
      'subscription ($ids: [ID!]!) { instanceStateChanged(ids: $ids) { instance { status { instance } } } }';
    const { results } = aClient(service).follow(query, { ids });
    await polled(1);
    await poll(2);
    await graphql(service, STOP, { ids });
    await poll();
    await until(() => results.length === 2);
    expect(results).toEqual(
      ['initializing', 'not-applicable'].map((instance) => ({
        data: { instanceStateChanged: { instance: { status: { instance } } } },
        extensions: { ec2: { calls: { DescribeInstanceStatus: 1 }, waitedMs: 0 } },
      })),
    );
  });

  it.each([
    ['of an instance that EC2 does not know', [anId()], 'INSTANCE_NOT_FOUND'],
    ['of what has not the form of an id', ['i-1'], 'INSTANCE_NOT_FOUND'],
    ['of none', [], 'BAD_USER_INPUT'],
    ['of more than a thousand', Array(1001).fill(anId()), 'BAD_USER_INPUT'],
  ])('%s ends with an error that says so', async (_, ids, code) => {
    const { service } = await startWatched();
    const { ended } = aClient(service).follow(CHANGES, { ids });
    expect(await ended).toMatchObject([{ message: expect.any(String), extensions: { code } }]);
  });

  it.each([
    [
      'two fields',
      'subscription { a: instanceStateChanged(ids: []) { id } b: instanceStateChanged(ids: []) { id } }',
    ],
    ['a field that there is not', 'subscription { nothing }'],
    [
      'more depth than there may be',
      `subscription { instanceStateChanged(ids: []) { ${'instance { '.repeat(30)} id ${'}'.repeat(30)} } }`,
    ],
    [
      'a condition on its field',
      'subscription ($on: Boolean!) { ...F } fragment F on Subscription { ... { instanceStateChanged(ids: []) @include(if: $on) { id } } }',
    ],
  ])('is refused with %s before it begins', async (_, query) => {
    const { service, polls } = await startWatched();
    const ended = (await aClient(service).follow(query).ended) as { extensions: { code: string } }[];
    expect(ended[0]?.extensions.code).toMatch(/^(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/);
    expect(await polls()).toBe(0);
  });

  it('is not begun over HTTP, whose clients are told where to come', async () => {
    const { service, polls } = await startWatched();
    const query = `subscription { instanceStateChanged(ids: ["${anId()}"]) { id } }`;
    const { errors } = await graphql(service, query);
    expect(errors).toMatchObject([
      { message: expect.stringContaining('answered over WebSocket'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    await request(service.url)
      .get('/graphql')
      .set('Apollo-Require-Preflight', '1')
      .query({ query })
      .expect(405);
    expect(await polls()).toBe(0);
  });

  it.each(['leaves it', 'has gone'] as const)('is polled for no longer once its client %s', async (way) => {
    const { service, clock, launched, polled, polls } = await startWatched();
    const ids = await launched(1);
    const { follow, hangUp } = aClient(service);
    const { leave } = follow(CHANGES, { ids });
    await polled(1);
    if (way === 'has gone') hangUp();
    else leave();
    while ((await metric(service, 'requests_under_way')).requests_under_way !== 0) await settled();
    for (let time = 0; time < 5; time++) await clock.advance(2000);
    expect(await polls()).toBe(1);
  });

  it('counts as a request under way for as long as it lasts', async () => {
    const { service, launched, polled } = await startWatched({ MAX_CONCURRENT_REQUESTS: '1' });
    const ids = await launched(1);
    const { leave } = aClient(service).follow(CHANGES, { ids });
    await polled(1);
    await request(service.url).get('/v1').expect(503);
    leave();
    while ((await metric(service, 'requests_under_way')).requests_under_way !== 0) await settled();
    await request(service.url).get('/v1').expect(200);
  });

  it('is cut off with 1001 when the service shuts down, so that its client subscribes anew', async () => {
    const { service, launched, polled } = await startWatched();
    const ids = await launched(1);
    const { follow, closed } = aClient(service);
    const { ended } = follow(CHANGES, { ids });
    await polled(1);
    await service.drain();
    expect(await closed).toMatchObject({ code: 1001, reason: 'The service is shutting down' });
    expect(await ended).toMatchObject({ code: 1001 });
  });

  it('tells nothing more once the token has expired, and is closed with 4401', async () => {
    const { path, tokens } = tokensFile({ name: 'ci', expires: '2026-11-23T07:32:05Z' });
    const { service, clock, polled } = await startWatched({
      SIMULATOR_TRANSITION_MS: '61000',
      ...byTokens(path),
    });
    const { ask, follow, closed } = aClient({ ...service, authorization: bearer(tokens[0]) });
    const { data } = await ask(
      'mutation { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro" }) { instanceIds } }',
    );
    const { results } = follow(CHANGES, { ids: data.launchInstances.instanceIds });
    await polled(1);
    await clock.advance(62_000);
    expect(await closed).toMatchObject({ code: 4401 });
    expect(results).toEqual([]);
  });
});

describe('A thousand who watch a thousand instances', () => {
  it('cost five calls of EC2 in each interval, and one wait more costs none', async () => {
    const { service, clock, launched, polled, polls } = await startWatched({
      SIMULATOR_TRANSITION_MS: '5000',
    });
    const ids = await launched(1000);
    const { follow } = aClient(service);
    const watchers = ids.map((id) => follow(CHANGES, { ids: [id] }));
    await polled(5);
    while ((await metric(service, 'requests_under_way')).requests_under_way !== 1000) await settled();
    const before = await polls();
    for (let time = 1; time <= 2; time++) {
      await clock.advance(2000);
      await polled(before + 5 * time);
    }
    for (let turn = 0; turn < 20; turn++) await settled();
    expect(await polls()).toBe(before + 10);
    await clock.advance(2000);
    await until(() => watchers.every(({ results }) => results.length === 1));
    expect(await polls()).toBe(before + 15);
    expect(watchers.flatMap(({ results }) => steps(results))).toEqual(ids.map(() => ['PENDING', 'RUNNING']));
  });
});
