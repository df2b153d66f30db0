import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { ATTRIBUTE_NAMES } from '../../src/rest/attributes.js';
import { DOORS, graphql } from '../support/doors.js';
import { runningInstance, runningInstances, stoppedInstance } from '../support/instances.js';
import { startService } from '../support/service.js';

const THIRTEEN =
  'id publicDnsName privateDnsName state stateCode keyName instanceType launchTime imageId placement placementGroup privateIpAddress ipAddress';

describe.each(DOORS)('The attributes through %s', (_name, open) => {
  it('are the thirteen documented ones, for one EC2 call', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    expect(await open(service).attributes(id, ...ATTRIBUTE_NAMES)).toEqual({
      status: 200,
      value: {
        id,
        public_dns_name: expect.stringMatching(/^ec2-.*\.amazonaws\.com$/),
        private_dns_name: expect.stringMatching(/^ip-.*\.ec2\.internal$/),
        state: 'running',
        state_code: 16,
        key_name: 'scalacity_dev1',
        instance_type: 't3.micro',
        launch_time: '2026-11-23T07-31-05.000Z',
        image_id: 'ami-12c6146b',
        placement: 'us-east-1b',
        placement_group: null,
        private_ip_address: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
        ip_address: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
      },
      calls: { DescribeInstances: 1 },
    });
  });

  it('are null where EC2 has none', async () => {
    const service = await startService();
    const id = await stoppedInstance(service, { keyName: '' });
    const { value } = await open(service).attributes(id, 'key_name', 'public_dns_name', 'ip_address');
    expect(value).toEqual({ key_name: null, public_dns_name: null, ip_address: null });
  });

  it('answers 408 with what EC2 says when it refuses', async () => {
    const service = await startService({ SIMULATOR_FAULTS: 'UnauthorizedOperation=1' });
    expect(await open(service).attributes('i-0123456789abcdef0', 'state')).toMatchObject({
      status: 408,
      ec2Code: 'UnauthorizedOperation',
      retryable: false,
      calls: { DescribeInstances: 1 },
    });
  });

  it.each(['resetBefore', 'resetAfter', 'truncate', 'empty', 'error500'])(
    'answers 408 when every answer of EC2 is lost: %s',
    async (fault) => {
      const service = await startService({ SIMULATOR_FAULTS: `${fault}=1` });
      expect(await open(service).attributes('i-0123456789abcdef0', 'state')).toMatchObject({
        status: 408,
        ec2Code: undefined,
        retryable: true,
        calls: { DescribeInstances: 3 },
      });
    },
  );
});

describe('The attributes in REST', () => {
  it('come in the documented order, or in the order named', async () => {
    const { url, ...service } = await startService();
    const id = await runningInstance({ url, ...service });
    const all = await request(url).get(`/v1/${id}/attributes`).expect(200);
    expect(Object.keys(all.body)).toEqual(ATTRIBUTE_NAMES);
    const some = await request(url).get(`/v1/${id}/attributes?filter=state,id,state`).expect(200);
    expect(some.text).toBe(`{"state":"running","id":"${id}"}`);
    const repeated = await request(url).get(`/v1/${id}/attributes?filter=state&filter=id`).expect(200);
    expect(repeated.text).toBe(some.text);
    const empty = await request(url).get(`/v1/${id}/attributes?filter=`).expect(200);
    expect(empty.body).toEqual(all.body);
  });

  it.each(ATTRIBUTE_NAMES)('can be had one by one: %s', async (name) => {
    const service = await startService();
    const id = await runningInstance(service);
    const { body: all } = await request(service.url).get(`/v1/${id}/attributes`);
    const { body } = await request(service.url).get(`/v1/${id}/attributes/${name}`).expect(200);
    expect(body).toEqual({ [name]: all[name] });
  });

  it('are refused by names that are none, in the filter and in the path', async () => {
    const { url } = await startService();
    const expected = `expected one of ${ATTRIBUTE_NAMES.join(', ')}, got "colour"`;
    const filter = await request(url).get('/v1/i-00000001/attributes?filter=id,colour').expect(400);
    expect(filter.body).toBe(`filter: ${expected}`);
    const field = await request(url).get('/v1/i-00000001/attributes/colour').expect(400);
    expect(field.body).toBe(`field: ${expected}`);
  });

  it('are not asked for with a parameter that is none, however many come before it', async () => {
    const { url } = await startService();
    const many = 'filter=id&'.repeat(1000);
    const { body } = await request(url).get(`/v1/i-00000001/attributes?${many}nonsense=1`).expect(400);
    expect(body).toMatch(/nonsense/);
  });
});

describe('What a query costs', () => {
  it('is one EC2 call for the thirteen attributes of several instances', async () => {
    const service = await startService();
    const [a, b] = await runningInstances(service, 2);
    const body = await graphql(
      service,
      `query ($a: ID!, $b: ID!) { a: instance(id: $a) { ${THIRTEEN} } b: instance(id: $b) { ${THIRTEEN} } again: instance(id: $a) { id } }`,
      { a, b },
    );
    expect([body.data.a.id, body.data.b.id, body.data.again.id]).toEqual([a, b, a]);
    expect(body.extensions.ec2).toEqual({ calls: { DescribeInstances: 1 }, waitedMs: 0 });
  });

  it.each([
    ['userData', { DescribeInstanceAttribute: 1 }],
    ['userData userDataBase64', { DescribeInstanceAttribute: 1 }],
    ['userData disableApiStop', { DescribeInstanceAttribute: 2 }],
    ['status { instance system }', { DescribeInstanceStatus: 1 }],
    ['typeInfo { name vcpus memoryMiB architectures currentGeneration }', { DescribeInstanceTypes: 1 }],
    [
      'tags { key } securityGroups { id name } region vpcId subnetId architecture lifecycle ebsOptimized sourceDestCheck rootDeviceType stateReason { code } stateTransitionReason reservationId launchIndex',
      {},
    ],
  ])('is what is selected: %.40s', async (selection, calls) => {
    const service = await startService();
    const id = await runningInstance(service);
    const body = await graphql(service, `query ($id: ID!) { instance(id: $id) { ${selection} } }`, { id });
    expect(body.errors).toBeUndefined();
    expect(body.extensions.ec2.calls).toEqual({ DescribeInstances: 1, ...calls });
  });

  it('is one call for the status of a hundred instances and one for their types, which are remembered', async () => {
    const service = await startService();
    await runningInstances(service, 100);
    const query = '{ instances(first: 100) { nodes { status { instance } typeInfo { vcpus } } } }';
    const first = await graphql(service, query);
    expect(first.data.instances.nodes).toEqual(
      Array(100).fill({ status: { instance: expect.any(String) }, typeInfo: { vcpus: 2 } }),
    );
    expect(first.extensions.ec2.calls).toEqual({
      DescribeInstances: 1,
      DescribeInstanceStatus: 1,
      DescribeInstanceTypes: 1,
    });
    const second = await graphql(service, query);
    expect(second.extensions.ec2.calls).toEqual({ DescribeInstances: 1, DescribeInstanceStatus: 1 });
  });
});

describe('User data', () => {
  it('is null as text where it is not UTF-8, and still there as base64', async () => {
    const service = await startService();
    const id = await runningInstance(service, { userDataBase64: '/w==' });
    const { data } = await graphql(
      service,
      'query ($id: ID!) { instance(id: $id) { userData userDataBase64 } }',
      { id },
    );
    expect(data.instance).toEqual({ userData: null, userDataBase64: '/w==' });
  });

  it('is null where there is none', async () => {
    const service = await startService();
    const id = await runningInstance(service);
    const { data } = await graphql(
      service,
      'query ($id: ID!) { instance(id: $id) { userData userDataBase64 } }',
      { id },
    );
    expect(data.instance).toEqual({ userData: null, userDataBase64: null });
  });
});
