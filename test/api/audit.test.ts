import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { settled } from '../support/clock.js';
import { DOORS, graphql, graphqlDoor, restDoor } from '../support/doors.js';
import { aFolder } from '../support/folder.js';
import { runningInstance, stoppedInstance, stoppedInstances } from '../support/instances.js';
import { metric } from '../support/metrics.js';
import { type Service, startService } from '../support/service.js';
import { startWithSlowEc2 } from '../support/slow-ec2.js';
import { bearer, byTokens, tokensFile } from '../support/tokens.js';
import { aClient, webSocketDoor } from '../support/web-socket.js';

const ALL_DOORS = [...DOORS, ['a WebSocket', webSocketDoor]] as const;
const LAUNCH = { imageId: 'ami-12c6146b', instanceType: 't3.micro' };
const UNKNOWN = 'i-00000001';

const ANY = expect.any(String);
const BY = { time: ANY, change: ANY, caller: '127.0.0.1', requestId: ANY };

/** The lines of the trail from there on, once there are so many: an answer does not wait for the outcome's. */
async function lines({ audited }: Service, count: number, from = 0) {
  for (let turns = 0; audited.length < from + count && turns < 1000; turns++) await settled();
  await settled();
  return audited.slice(from);
}

/** That a change is told of once before and once after, under the same names. */
function expectPairs(audited: readonly Record<string, unknown>[]): void {
  const ofEach = new Map<unknown, unknown[]>();
  for (const { change, audit } of audited) ofEach.set(change, [...(ofEach.get(change) ?? []), audit]);
  expect([...ofEach.values()]).toEqual([...ofEach].map(() => ['change', 'outcome']));
}

describe.each(ALL_DOORS)('The audit trail, through %s,', (_, door) => {
  it('tells of a launch what was asked for and what was launched', async () => {
    const service = await startService();
    const { value } = await door(service).launch({ ...LAUNCH, maxCount: 2 });
    const written = await lines(service, 2);
    expect(written).toEqual([
      {
        audit: 'change',
        ...BY,
        operation: 'launchInstances',
        ...LAUNCH,
        minCount: 1,
        maxCount: 2,
        placement: 'us-east-1b',
        clientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
        dryRun: false,
      },
      {
        audit: 'outcome',
        ...BY,
        operation: 'launchInstances',
        outcome: 'ok',
        reservationId: expect.stringMatching(/^r-/),
        ids: value,
        ec2RequestIds: [ANY],
      },
    ]);
    expectPairs(written);
  });

  it('tells of a start that EC2 takes and of one that it refuses', async () => {
    const service = await startService();
    const id = await stoppedInstance(service);
    const before = (await lines(service, 4)).length;
    await door(service).act('start', id);
    await door(service).act('start', UNKNOWN);
    const written = await lines(service, 4, before);
    expect(written).toEqual([
      { audit: 'change', ...BY, operation: 'startInstances', ids: [id] },
      {
        audit: 'outcome',
        ...BY,
        operation: 'startInstances',
        results: [{ id, outcome: 'ok' }],
        ec2RequestIds: [ANY],
      },
      { audit: 'change', ...BY, operation: 'startInstances', ids: [UNKNOWN] },
      {
        audit: 'outcome',
        ...BY,
        operation: 'startInstances',
        results: [
          {
            id: UNKNOWN,
            outcome: 'INSTANCE_NOT_FOUND',
            ec2Code: 'InvalidInstanceID.NotFound',
            ec2RequestId: ANY,
          },
        ],
        ec2RequestIds: [ANY],
      },
    ]);
    expectPairs(written);
  });

  it('tells the value of an attribute that is modified, but for user data', async () => {
    const service = await startService();
    const id = await stoppedInstance(service);
    const before = (await lines(service, 4)).length;
    await door(service).modify(id, 'instanceType', 't3.large');
    await door(service).modify(id, 'userData', 'password=12345');
    const written = await lines(service, 4, before);
    const change = { audit: 'change', ...BY, operation: 'modifyInstanceAttribute', ids: [id] };
    expect(written.filter(({ audit }) => audit === 'change')).toEqual([
      { ...change, attribute: 'instanceType', value: 't3.large' },
      { ...change, attribute: 'userData' },
    ]);
    expectPairs(written);
  });

  it('tells nothing of what is only read, nor of what is no request for a change', async () => {
    const service = await startService();
    await door(service).attributes(UNKNOWN, 'id', 'state');
    await door(service).act('start', 'no-id');
    await door(service).launch({ ...LAUNCH, minCount: 3, maxCount: 2 });
    expect(await lines(service, 0)).toEqual([]);
  });

  it('that cannot be written lets no change happen, and EC2 is not asked', async () => {
    let isBroken = false;
    const service = await startService({}, {}, async () => {
      if (isBroken) throw new Error('no space left on device');
    });
    const id = await stoppedInstance(service);
    const calls = await metric(service, 'ec2_calls_total');
    isBroken = true;
    const unavailable = {
      status: 503,
      message: 'the change was not made, as the audit trail cannot be written',
      retryable: true,
      calls: {},
    };
    const { launch, act, modify } = door(service);
    expect(await launch(LAUNCH)).toMatchObject(unavailable);
    for (const verb of ['start', 'stop', 'reboot', 'terminate'] as const) {
      expect(await act(verb, id)).toMatchObject(unavailable);
    }
    expect(await modify(id, 'instanceType', 't3.large')).toMatchObject(unavailable);
    expect(await metric(service, 'ec2_calls_total')).toEqual(calls);
    expect(service.logged.filter(({ msg }) => msg === 'the audit trail cannot be written')).toHaveLength(6);
    isBroken = false;
    expect(await act('start', id)).toMatchObject({ status: 200 });
  });
});

/** A service for which one must prove who one is, and the lines that refusals leave. */
async function aGuardedService() {
  const policy = join(aFolder(), 'policy.json');
  const rules = [{ callers: ['ci'], instanceTypes: ['t3.micro'] }];
  writeFileSync(policy, JSON.stringify({ rules }));
  const { path, tokens } = tokensFile({ name: 'ci' }, { name: 'reader', scopes: ['instances:read'] });
  const service = await startService({ ...byTokens(path), LAUNCH_POLICY_FILE: policy });
  const [ci, reader] = tokens.map((token) => ({ ...service, authorization: bearer(token) }));
  return { service, ci: ci as typeof service, reader: reader as typeof service, tokens };
}

const REFUSED = { time: ANY, audit: 'refused', requestId: ANY };

describe('A refusal', () => {
  it('of who does not prove who he is leaves his address and what he wanted', async () => {
    const { service } = await aGuardedService();
    await request(service.url).put('/v1/launch').send({ ami: 'ami-12c6146b' }).expect(401);
    await request(service.url).post('/graphql').set('Authorization', 'Bearer lp_wrong').expect(401);
    const client = aClient({ url: service.url, authorization: 'Basic dXNlcg==' });
    expect((await client.closed).code).toBe(4401);
    const nobody = { ...REFUSED, caller: '127.0.0.1' };
    expect(await lines(service, 3)).toEqual([
      { ...nobody, operation: 'PUT /v1/launch', reason: 'expected a token, as in Authorization: Bearer …' },
      { ...nobody, operation: 'POST /graphql', reason: 'the API token is not known' },
      {
        ...nobody,
        operation: 'WebSocket /graphql',
        reason: 'Authorization: expected Bearer and a token',
      },
    ]);
  });

  it.each(ALL_DOORS)('for want of a scope leaves the caller and the scope, through %s', async (_, door) => {
    const { service, reader } = await aGuardedService();
    expect((await door(reader).act('start', UNKNOWN)).status).toBe(403);
    expect(await lines(service, 1)).toEqual([
      {
        ...REFUSED,
        caller: 'reader',
        operation: 'startInstances',
        reason: 'startInstances needs the scope instances:operate, which reader has not',
      },
    ]);
  });

  it.each(ALL_DOORS)('by the launch policy leaves its reason, through %s', async (_, door) => {
    const { service, ci } = await aGuardedService();
    const { launch } = door(ci);
    const reason = 'ci may not launch the instance type p5.48xlarge: expected t3.micro';
    expect(await launch({ ...LAUNCH, instanceType: 'p5.48xlarge' })).toMatchObject({
      status: 403,
      message: reason,
    });
    expect(await lines(service, 1)).toEqual([
      { ...REFUSED, caller: 'ci', operation: 'launchInstances', reason },
    ]);
    expect((await launch(LAUNCH)).status).toBe(200);
    expect(await lines(service, 2, 1)).toMatchObject([{ audit: 'change' }, { outcome: 'ok' }]);
  });

  it('is answered, though it cannot be written', async () => {
    const { path } = tokensFile();
    const service = await startService(byTokens(path), {}, async () => {
      throw new Error('no space left on device');
    });
    await request(service.url).get('/v1').expect(401);
  });
});

describe('A refusal whose line has to wait', () => {
  it('is answered at once', async () => {
    const { path } = tokensFile();
    const service = await startService(byTokens(path), {}, () => new Promise(() => {}));
    await request(service.url).get('/v1').timeout(2000).expect(401);
  });
});

describe('The audit trail of changes that are merged', () => {
  it('has lines of each caller, with the id of the answer that they share', async () => {
    const { service, atOnce } = await startWithSlowEc2();
    const ids = await stoppedInstances(service, 20);
    const before = (await lines(service, 4)).length;
    const doors = [restDoor(service), graphqlDoor(service)];
    const { answers } = await atOnce(
      ids.map((id, n) => () => (doors[n % 2] ?? restDoor(service)).act('start', id)),
    );
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    const written = await lines(service, 2 * ids.length, before);
    expectPairs(written);
    const outcomes = written.filter(({ audit }) => audit === 'outcome');
    expect(outcomes.map(({ results }) => results)).toEqual(
      expect.arrayContaining(ids.map((id) => [{ id, outcome: 'ok' }])),
    );
    expect(new Set(outcomes.map(({ requestId }) => requestId)).size).toBe(ids.length);
    const ec2RequestIds = outcomes.map(({ ec2RequestIds: all }) => all as string[]);
    expect(ec2RequestIds.map((all) => all.length)).toEqual(ids.map(() => 1));
    expect(new Set(ec2RequestIds.flat()).size).toBeLessThanOrEqual(2);
  });

  it('has for each only what became of its own, whatever was wrong with the others', async () => {
    const { service, atOnce } = await startWithSlowEc2();
    const ids = await stoppedInstances(service, 3);
    const before = (await lines(service, 4)).length;
    const door = restDoor(service);
    await atOnce([...ids, UNKNOWN].map((id) => () => door.act('start', id)));
    const written = await lines(service, 8, before);
    const results = written.flatMap(({ results: all = [] }) => all as { id: string; outcome: string }[]);
    expect(new Map(results.map(({ id, outcome }) => [id, outcome]))).toEqual(
      new Map([...ids.map((id) => [id, 'ok'] as const), [UNKNOWN, 'INSTANCE_NOT_FOUND']]),
    );
    expect(results).toHaveLength(4);
  });

  it('tells several changes of one request apart', async () => {
    const service = await startService();
    const id = await stoppedInstance(service);
    const before = (await lines(service, 4)).length;
    const act = (verb: string) => `${verb}: ${verb}Instances(ids: ["${id}"]) { results { id } }`;
    await graphql(service, `mutation { ${act('start')} ${act('stop')} ${act('terminate')} }`);
    const written = await lines(service, 6, before);
    expectPairs(written);
    expect(new Set(written.map(({ requestId }) => requestId)).size).toBe(1);
    expect(new Set(written.flatMap(({ ec2RequestIds = [] }) => ec2RequestIds as string[])).size).toBe(3);
  });
});

describe('Nothing secret', () => {
  it('is in any line of the trail or the log', async () => {
    const { service, ci, reader, tokens } = await aGuardedService();
    const userData = 'password=correct-horse';
    const secrets = [
      ...tokens,
      'lp_wrong',
      userData,
      Buffer.from(userData).toString('base64'),
      'Bearer lp',
      'battery-staple',
    ];
    for (const [, door] of ALL_DOORS) {
      const { launch, modify } = door(ci);
      const tags = [{ key: 'note', value: 'battery-staple' }];
      await launch({ ...LAUNCH, userData, tags });
      await modify(await runningInstance(ci), 'userData', userData);
      await door(reader).launch({ ...LAUNCH, userData });
      await launch({ ...LAUNCH, imageId: 'ami-00000000', userData, tags });
      await door({ url: service.url, authorization: 'Bearer lp_wrong' })
        .act('start', UNKNOWN)
        .catch(() => {});
    }
    const text = JSON.stringify([await lines(service, 27), service.logged]);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).toContain('IncorrectInstanceState');
    expect(text).toContain('the API token is not known');
  });
});
