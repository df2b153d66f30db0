import { describe, expect, it } from '@jest/globals';
import { Simulator } from '../../../src/simulator/simulator.js';
import { Answer, form, launching, QUIET, Simulated, START } from './support/simulated.js';

async function respond(simulated: Simulated, body: string, headers: Record<string, string | undefined> = {}) {
  return new Answer(await simulated.simulator.respond({ headers, body }));
}

describe('a request', () => {
  it('is answered in the namespace of its version', async () => {
    const simulated = new Simulated();
    for (const version of ['2016-11-15', '2014-10-01', '1999-01-01']) {
      const answer = await respond(simulated, `Action=DescribeInstances&Version=${version}`);
      expect(answer.text).toContain(
        `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/${version}/">`,
      );
    }
    expect((await respond(simulated, 'Action=DescribeInstances')).text).toContain('/doc/2016-11-15/');
    expect((await respond(simulated, 'Action=DescribeInstances&Version="><x')).text).toContain(
      '/doc/&quot;&gt;&lt;x/',
    );
  });

  it('carries its id in the headers and in the answer, and no date', async () => {
    const answer = await respond(new Simulated(), 'Action=DescribeInstances');
    const { headers } = answer.response;
    expect(headers['x-amzn-requestid']).toBe(answer.one('requestId'));
    expect(headers).toEqual({
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'cache-control': 'no-cache, no-store',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      vary: 'accept-encoding',
      'content-type': 'text/xml;charset=UTF-8',
      server: 'AmazonEC2',
    });
  });

  it('is refused in EC2’s form of an error', async () => {
    const answer = await respond(new Simulated(), 'Action=Dance');
    expect(answer.text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Response><Errors><Error><Code>InvalidAction<\/Code><Message>The action Dance is not valid for this web service\.<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
    );
  });

  it('without an action is refused, and counted', async () => {
    const simulated = new Simulated();
    expect((await respond(simulated, '')).outcome).toBe('InvalidAction');
    expect(simulated.simulator.calls()).toEqual({ '(unknown)': { InvalidAction: 1 } });
  });

  it('goes to the region of its credential scope, else to us-east-1', async () => {
    const simulated = new Simulated();
    await simulated.launch({}, 1, 'eu-west-1');
    const body = form('DescribeInstances');
    const scope = (region: string) => `AKID/20260301/${region}/ec2/aws4_request`;
    const signed = (region: string) =>
      `AWS4-HMAC-SHA256 Credential=${scope(region)}, SignedHeaders=host, Signature=0`;
    const count = async (form: string, headers = {}) =>
      (await respond(simulated, form, headers)).all('instanceState').length;
    expect(await count(body, { authorization: signed('eu-west-1') })).toBe(1);
    expect(await count(body, { Authorization: signed('eu-west-1') })).toBe(1);
    expect(await count(body, { Authorization: undefined })).toBe(0);
    expect(await count(`${body}&X-Amz-Credential=${encodeURIComponent(scope('eu-west-1'))}`)).toBe(1);
    expect(await count(`${body}&AWSAccessKeyId=AKID&SignatureVersion=2&Signature=x`)).toBe(0);
    expect(await count(body, { authorization: 'nonsense' })).toBe(0);
  });

  it('takes lists in the order of their numbers, whatever the order they come in', async () => {
    const answer = await respond(
      new Simulated(),
      'Action=DescribeInstances&InstanceId.10=i-0000000b&InstanceId.2=i-0000000a&InstanceId.x=i-0000000c',
    );
    expect(answer.one('Message')).toContain('i-0000000a, i-0000000b&apos;');
  });

  it('may send booleans in any case, and no others', async () => {
    const simulated = new Simulated();
    for (const word of ['true', 'True', 'TRUE', '1']) {
      expect((await simulated.call('DescribeInstances', { DryRun: word })).outcome).toBe('DryRunOperation');
    }
    for (const word of ['false', 'False', '0']) {
      expect((await simulated.call('DescribeInstances', { DryRun: word })).outcome).toBe('ok');
    }
    expect((await simulated.call('DescribeInstances', { DryRun: 'constructor' })).outcome).toBe(
      'InvalidParameterValue',
    );
  });

  it.each([
    'DescribeInstances',
    'DescribeInstanceStatus',
    'DescribeInstanceTypes',
    'DescribeTags',
    'StartInstances',
    'StopInstances',
    'TerminateInstances',
    'RebootInstances',
    'CreateTags',
    'DeleteTags',
    'DescribeInstanceAttribute',
  ])('for %s can be a dry run', async (action) => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    const parameters: Record<string, Record<string, string | string[]>> = {
      CreateTags: { ResourceId: [id], 'Tag.1.Key': 'a' },
      DeleteTags: { ResourceId: [id], 'Tag.1.Key': 'a' },
      DescribeInstanceAttribute: { InstanceId: id, Attribute: 'userData' },
      DescribeInstanceTypes: {},
      DescribeTags: {},
    };
    const answer = await simulated.call(action, {
      ...(parameters[action] ?? { InstanceId: [id] }),
      DryRun: 'true',
    });
    expect([answer.outcome, answer.response.statusCode]).toEqual(['DryRunOperation', 412]);
    expect(await simulated.state(id)).toBe('running');
    expect(simulated.simulator.calls()[action]).toEqual(
      action === 'DescribeInstances' ? { DryRunOperation: 1, ok: 1 } : { DryRunOperation: 1 },
    );
  });

  it('that fails for a reason that is not EC2’s is not passed off as EC2’s answer', async () => {
    const draws = [0.5, 0.5];
    const random = () => {
      const draw = draws.shift();
      if (draw === undefined) throw new TypeError('no chance left');
      return draw;
    };
    const settings = { ...QUIET, faults: { InsufficientInstanceCapacity: 1 } };
    const simulator = new Simulator(settings, { now: () => START, random, delay: () => Promise.resolve() });
    const body = form('RunInstances', launching(2));
    await expect(simulator.respond({ headers: {}, body })).rejects.toThrow('no chance left');
  });
});

describe('text', () => {
  it('of any kind survives the way through XML', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    const value = `<&>"' \u0001\ufffe é 🚀\t\n\r`;
    await simulated.call('CreateTags', { ResourceId: [id], 'Tag.1.Key': 'a', 'Tag.1.Value': value });
    expect((await simulated.call('DescribeTags')).one('value')).toBe(
      '&lt;&amp;&gt;&quot;&apos;  é 🚀\t\n&#xD;',
    );
  });
});

describe('a reset', () => {
  it('empties everything and begins to count anew', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne({ ClientToken: 'T' });
    simulated.simulator.reset();
    expect(simulated.simulator.calls()).toEqual({});
    expect(await simulated.launchOne({ ClientToken: 'T' })).not.toBe(id);
  });
});

describe('the default network', () => {
  it('has the same ids in every run', async () => {
    const vpcs = [new Simulated(), new Simulated()].map(async (simulated) =>
      (await simulated.call('RunInstances', { ImageId: 'ami-0abcdef1', MinCount: '1', MaxCount: '1' })).one(
        'vpcId',
      ),
    );
    expect(new Set(await Promise.all(vpcs)).size).toBe(1);
  });
});
