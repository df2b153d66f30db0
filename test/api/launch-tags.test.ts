import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { DOORS, graphql, restDoor, type Served } from '../support/doors.js';
import { type Service, startService } from '../support/service.js';
import { bearer, byTokens, tokensFile } from '../support/tokens.js';
import { webSocketDoor } from '../support/web-socket.js';

const ALL_DOORS = [...DOORS, ['a WebSocket', webSocketDoor]] as const;
const LAUNCH = { imageId: 'ami-12c6146b', instanceType: 't3.micro' };
const CALLER = 'launch-provision:caller';
const KEY = 'launch-provision:idempotency-key';
const SOME_HASH = expect.stringMatching(/^[0-9a-f]{64}$/);

/** A service to which two callers may come, as either of them. */
async function aService(environment: Record<string, string> = {}) {
  const { path, tokens } = tokensFile({ name: 'ci' }, { name: 'ops' });
  const service = await startService({ ...byTokens(path), ...environment });
  const [ci, ops] = tokens.map((token): Service & Served => ({ ...service, authorization: bearer(token) }));
  return { ci: ci as Service & Served, ops: ops as Service & Served };
}

async function tagsOf(service: Service, ids: unknown): Promise<Record<string, string>> {
  const query = 'query ($id: ID!) { instance(id: $id) { tags { key value } } }';
  const { data } = await graphql(service, query, { id: (ids as string[])[0] });
  const { tags }: { tags: { key: string; value: string }[] } = data.instance;
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe.each(ALL_DOORS)('A launch through %s', (_, door) => {
  it('carries the name of who asked, beside the tags that were asked for', async () => {
    const { ci, ops } = await aService();
    const tags = [{ key: 'Name', value: 'a' }];
    const { value } = await door(ci).launch({ ...LAUNCH, tags });
    expect(await tagsOf(ci, value)).toEqual({ Name: 'a', [CALLER]: 'ci', [KEY]: SOME_HASH });
    const { value: other } = await door(ops).launch(LAUNCH);
    expect(await tagsOf(ops, other)).toEqual({ [CALLER]: 'ops', [KEY]: SOME_HASH });
  });

  it('carries what the settings say, and nothing where they are off', async () => {
    const { ci } = await aService({ CALLER_TAG: 'owner', IDEMPOTENCY_KEY_TAG: 'off' });
    expect(await tagsOf(ci, (await door(ci).launch(LAUNCH)).value)).toEqual({ owner: 'ci' });
    const { ci: untagged } = await aService({ CALLER_TAG: 'off', IDEMPOTENCY_KEY_TAG: 'off' });
    expect(await tagsOf(untagged, (await door(untagged).launch(LAUNCH)).value)).toEqual({});
  });

  it.each([CALLER, KEY])('may not ask for the tag %s itself', async (key) => {
    const { ci } = await aService();
    expect(await door(ci).launch({ ...LAUNCH, tags: [{ key, value: 'ops' }] })).toMatchObject({
      status: 400,
      message: `tags: expected no ${key}, which the service gives by itself`,
      calls: {},
    });
  });

  it('may ask for them where the service does not give them', async () => {
    const { ci } = await aService({ CALLER_TAG: 'off', IDEMPOTENCY_KEY_TAG: 'off' });
    const { value } = await door(ci).launch({ ...LAUNCH, tags: [{ key: CALLER, value: 'me' }] });
    expect(await tagsOf(ci, value)).toEqual({ [CALLER]: 'me' });
  });
});

describe('A launch with an idempotency key', () => {
  const MUTATION =
    'mutation ($input: LaunchInstancesInput!) { launchInstances(input: $input) { instanceIds idempotencyKey } }';

  function put(service: Served, key: string) {
    return request(service.url)
      .put('/v1/launch')
      .set('Authorization', String(service.authorization))
      .set('Idempotency-Key', key)
      .send({ ami: 'ami-12c6146b', instance_type: 't3.micro' });
  }

  it('carries its hash, and is the same launch when it is repeated, through either door', async () => {
    const { ci } = await aService();
    const { body: ids } = await put(ci, 'build-7').expect(200);
    expect(await tagsOf(ci, ids)).toEqual({ [CALLER]: 'ci', [KEY]: sha256('build-7') });
    expect((await put(ci, 'build-7').expect(200)).body).toEqual(ids);
    const input = { ...LAUNCH, idempotencyKey: 'build-7' };
    const { data } = await graphql(ci, MUTATION, { input });
    expect(data.launchInstances.instanceIds).toEqual(ids);
    const all = await graphql(ci, '{ instances { nodes { id } } }');
    expect(all.data.instances.nodes).toEqual([{ id: ids[0] }]);
  });

  it('that another caller has chosen too is another launch', async () => {
    const { ci, ops } = await aService();
    const { body: mine } = await put(ci, 'build-7').expect(200);
    const { body: theirs } = await put(ops, 'build-7').expect(200);
    expect(theirs).not.toEqual(mine);
    expect(await tagsOf(ops, theirs)).toEqual({ [CALLER]: 'ops', [KEY]: sha256('build-7') });
  });

  it('of the service’s own making is the same launch when it is repeated with it, through both doors', async () => {
    const { ci } = await aService();
    const { data } = await graphql(ci, MUTATION, { input: LAUNCH });
    const { instanceIds, idempotencyKey } = data.launchInstances;
    expect(await tagsOf(ci, instanceIds)).toEqual({ [CALLER]: 'ci', [KEY]: sha256(idempotencyKey) });
    const again = await graphql(ci, MUTATION, { input: { ...LAUNCH, idempotencyKey } });
    expect(again.data?.launchInstances).toEqual({ instanceIds, idempotencyKey });
    expect((await put(ci, idempotencyKey).expect(200)).body).toEqual(instanceIds);
  });

  it('is an address’s where nobody need prove who he is', async () => {
    const service = await startService();
    const { value } = await restDoor(service).launch(LAUNCH);
    expect(await tagsOf(service, value)).toEqual({ [CALLER]: '127.0.0.1', [KEY]: SOME_HASH });
  });
});
