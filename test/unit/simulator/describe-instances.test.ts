import { describe, expect, it } from '@jest/globals';
import { launching, Simulated } from './support/simulated.js';

const filter = (...filters: [name: string, ...values: string[]][]) =>
  Object.fromEntries(
    filters.flatMap(([name, ...values], index): [string, string | string[]][] => [
      [`Filter.${index + 1}.Name`, name],
      [`Filter.${index + 1}.Value`, values],
    ]),
  );

describe('DescribeInstances', () => {
  it('answers nothing with an empty set', async () => {
    const answer = await new Simulated().call('DescribeInstances');
    expect(answer.text).toContain('<reservationSet/>');
  });

  it('gives instances by their reservations, in the order of launch', async () => {
    const simulated = new Simulated();
    const first = await simulated.launch({}, 2);
    const second = await simulated.launch({});
    const answer = await simulated.call('DescribeInstances', { InstanceId: [...second, ...first] });
    expect(answer.all('reservationId')).toHaveLength(2);
    expect(answer.all('instanceId').filter((id) => id.startsWith('i-'))).toEqual([...first, ...second]);
  });

  it('keeps regions apart, each with a network of its own', async () => {
    const simulated = new Simulated();
    const [id = ''] = await simulated.launch(
      { 'Placement.AvailabilityZone': 'ap-southeast-2c' },
      1,
      'ap-southeast-2',
    );
    expect((await simulated.call('DescribeInstances', { InstanceId: [id] })).outcome).toBe(
      'InvalidInstanceID.NotFound',
    );
    const answer = await simulated.call('DescribeInstances', { InstanceId: [id] }, 'ap-southeast-2');
    expect(answer.one('availabilityZoneId')).toBe('apse2-az3');
    expect(answer.one('dnsName')).toMatch(/\.ap-southeast-2\.compute\.amazonaws\.com$/);
    expect(answer.one('privateDnsName')).toMatch(/\.ap-southeast-2\.compute\.internal$/);
    const missing = await simulated.call(
      'RunInstances',
      { ...launching(), 'Placement.AvailabilityZone': 'ap-southeast-2d' },
      'ap-southeast-2',
    );
    expect(missing.outcome).toBe('InvalidParameterValue');
  });

  it('takes ids and filters together', async () => {
    const simulated = new Simulated();
    const [first = '', second = ''] = await simulated.launch({}, 2);
    const answer = await simulated.call('DescribeInstances', {
      InstanceId: [first, second],
      ...filter(['launch-index', '1']),
    });
    expect(answer.all('instanceId')).toContain(second);
    expect(answer.text).not.toContain(first);
  });

  it('leaves out ids of a filter that do not exist, where a list of ids would be refused', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    const answer = await simulated.call(
      'DescribeInstances',
      filter(['instance-id', 'i-0000000a', id, 'nonsense']),
    );
    expect(new Set(answer.all('instanceId'))).toEqual(new Set([id]));
  });

  it('does not find an instance by the id of its volume', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    const volume = (await simulated.call('DescribeInstances', { InstanceId: [id] })).one('volumeId') ?? '';
    expect((await simulated.call('DescribeInstances', filter(['instance-id', volume]))).all('item')).toEqual(
      [],
    );
  });

  it('names every id that is missing, after any of a wrong form', async () => {
    const simulated = new Simulated();
    const missing = await simulated.call('DescribeInstances', {
      InstanceId: ['i-0000000a', 'i-0000000000000000b'],
    });
    expect(missing.one('Message')).toBe(
      'The instance IDs &apos;i-0000000a, i-0000000000000000b&apos; do not exist',
    );
    const malformed = await simulated.call('DescribeInstances', { InstanceId: ['i-0000000a', 'i-XYZ'] });
    expect(malformed.outcome).toBe('InvalidInstanceID.Malformed');
  });
});

describe('a description', () => {
  const look = async (simulated: Simulated, id: string) =>
    (await simulated.call('DescribeInstances', { InstanceId: [id] })).one('instancesSet');

  it.each([
    ['a new tag', 'CreateTags', (id: string) => ({ ResourceId: [id], 'Tag.1.Key': 'b' })],
    ['a tag that is gone', 'DeleteTags', (id: string) => ({ ResourceId: [id], 'Tag.1.Key': 'a' })],
    [
      'an attribute',
      'ModifyInstanceAttribute',
      (id: string) => ({ InstanceId: id, 'SourceDestCheck.Value': 'false' }),
    ],
    [
      'a volume',
      'ModifyInstanceAttribute',
      (id: string) => ({
        InstanceId: id,
        'BlockDeviceMapping.1.DeviceName': '/dev/sda1',
        'BlockDeviceMapping.1.Ebs.DeleteOnTermination': 'false',
      }),
    ],
    ['a stop', 'StopInstances', (id: string) => ({ InstanceId: [id] })],
    ['a termination', 'TerminateInstances', (id: string) => ({ InstanceId: [id] })],
  ])('shows %s at once, though it was asked for before', async (_what, action, parameters) => {
    const simulated = new Simulated({ transitionMs: 1000 });
    const id = await simulated.launchOne({
      'TagSpecification.1.ResourceType': 'instance',
      'TagSpecification.1.Tag.1.Key': 'a',
    });
    simulated.advance(1000);
    const before = await look(simulated, id);
    expect(await look(simulated, id)).toBe(before);
    expect((await simulated.call(action, parameters(id))).outcome).toBe('ok');
    expect(await look(simulated, id)).not.toBe(before);
  });

  it('shows what the clock has done', async () => {
    const simulated = new Simulated({ transitionMs: 1000 });
    const id = await simulated.launchOne();
    const pending = await look(simulated, id);
    simulated.advance(1000);
    expect(await look(simulated, id)).not.toBe(pending);
  });
});

describe('a new instance', () => {
  it('is found by nothing until the view is consistent', async () => {
    const simulated = new Simulated({ consistencyMs: 2000 });
    const id = await simulated.launchOne();
    const ids = { InstanceId: [id] };
    const byId = [
      'StartInstances',
      'StopInstances',
      'TerminateInstances',
      'RebootInstances',
      'DescribeInstances',
    ];
    const looks: [string, Record<string, string | readonly string[]>][] = [
      ...byId.map((action): [string, typeof ids] => [action, ids]),
      ['DescribeInstanceStatus', ids],
      ['CreateTags', { ResourceId: [id], 'Tag.1.Key': 'a' }],
      ['DescribeInstanceAttribute', { InstanceId: id, Attribute: 'userData' }],
      ['ModifyInstanceAttribute', { InstanceId: id, 'SourceDestCheck.Value': 'false' }],
    ];
    simulated.advance(1999);
    for (const [action, parameters] of looks) {
      expect([action, (await simulated.call(action, parameters)).outcome]).toEqual([
        action,
        'InvalidInstanceID.NotFound',
      ]);
    }
    expect((await simulated.call('DescribeInstances')).all('instanceId')).toEqual([]);
    expect((await simulated.call('DescribeInstances', filter(['instance-id', id]))).all('item')).toEqual([]);
    simulated.advance(1);
    expect(await simulated.state(id)).toBe('running');
  });
});

describe('pages', () => {
  const ids = (text: string[]) => new Set(text).size;

  it('end when a token no longer comes, which may be after an empty one', async () => {
    const simulated = new Simulated();
    const launched = await simulated.launch({}, 10);
    const first = await simulated.call('DescribeInstances', { MaxResults: '5' });
    const second = await simulated.call('DescribeInstances', {
      MaxResults: '5',
      NextToken: first.one('nextToken') ?? '',
    });
    const third = await simulated.call('DescribeInstances', {
      MaxResults: '5',
      NextToken: second.one('nextToken') ?? '',
    });
    expect([
      ids(first.all('instanceId')),
      ids(second.all('instanceId')),
      ids(third.all('instanceId')),
    ]).toEqual([5, 5, 0]);
    expect([...first.all('instanceId'), ...second.all('instanceId')]).toEqual(
      expect.arrayContaining(launched),
    );
    expect(third.all('nextToken')).toEqual([]);
  });

  it('count the instances that the filters have left', async () => {
    const simulated = new Simulated();
    await simulated.launch({}, 7);
    await simulated.launch({ InstanceType: 'm5.large' }, 6);
    const answer = await simulated.call('DescribeInstances', {
      ...filter(['instance-type', 'm5.large']),
      MaxResults: '5',
    });
    expect(answer.all('instanceType')).toEqual(Array(5).fill('m5.large'));
  });

  const REFUSED: [string, Record<string, string | string[]>, string, string][] = [
    [
      'fewer than 5',
      { MaxResults: '3' },
      'InvalidParameterValue',
      'Value ( 3 ) for parameter maxResults is invalid. Expecting a value greater than 5.',
    ],
    [
      'more than 1,000',
      { MaxResults: '1001' },
      'InvalidParameterValue',
      'Value ( 1001 ) for parameter maxResults is invalid. Expecting a value less than 1000.',
    ],
    [
      'ids beside them',
      { MaxResults: '5', InstanceId: ['i-0000000a'] },
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    ],
    [
      'a token from elsewhere',
      { NextToken: 'x' },
      'InvalidNextToken',
      'The specified NextToken is not valid.',
    ],
    [
      'a token of another action',
      { NextToken: Buffer.from('DescribeTags 5').toString('base64url') },
      'InvalidNextToken',
      'The specified NextToken is not valid.',
    ],
  ];

  it.each(REFUSED)('are refused for %s', async (_what, parameters, code, message) => {
    const answer = await new Simulated().call('DescribeInstances', parameters);
    expect([answer.outcome, answer.one('Message')]).toEqual([code, message]);
  });
});
