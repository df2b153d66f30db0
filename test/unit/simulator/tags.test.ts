import { describe, expect, it } from '@jest/globals';
import { Simulated } from './support/simulated.js';

const tag = (key: string, value?: string): Record<string, string> =>
  value === undefined ? { 'Tag.1.Key': key } : { 'Tag.1.Key': key, 'Tag.1.Value': value };

const many = (count: number, prefix = 'k'): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`Tag.${index + 1}.Key`, `${prefix}${index}`]),
  );

async function tagsOf(simulated: Simulated, id: string): Promise<string[]> {
  const answer = await simulated.call('DescribeTags', {
    'Filter.1.Name': 'resource-id',
    'Filter.1.Value': [id],
  });
  return answer.all('key').map((key, index) => `${key}=${answer.all('value')[index]}`);
}

describe('CreateTags', () => {
  it('adds and overwrites on every resource', async () => {
    const simulated = new Simulated();
    const ids = await simulated.launch({}, 2);
    await simulated.call('CreateTags', { ResourceId: ids, ...tag('a', '1') });
    await simulated.call('CreateTags', { ResourceId: ids.slice(1), ...tag('a', '<2>') });
    expect(await tagsOf(simulated, ids[0] ?? '')).toEqual(['a=1']);
    expect(await tagsOf(simulated, ids[1] ?? '')).toEqual(['a=&lt;2&gt;']);
  });

  it('tags volumes and network interfaces', async () => {
    const simulated = new Simulated();
    const answer = await simulated.call('DescribeInstances', { InstanceId: [await simulated.launchOne()] });
    const ids = [answer.one('volumeId') ?? '', answer.one('networkInterfaceId') ?? ''];
    await simulated.call('CreateTags', { ResourceId: ids, ...tag('a', '') });
    for (const id of ids) expect(await tagsOf(simulated, id)).toEqual(['a=']);
  });

  it('keeps to 50 tags of a resource, counting those that it has', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    const outcome = async (tags: Record<string, string>) =>
      (await simulated.call('CreateTags', { ResourceId: [id], ...tags })).outcome;
    expect(await outcome(many(50))).toBe('ok');
    expect(await outcome(many(1))).toBe('ok');
    expect(await outcome(many(1, 'other'))).toBe('TagLimitExceeded');
    expect(await outcome(many(51))).toBe('TagLimitExceeded');
  });

  it('does nothing at all where one resource is missing', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    const answer = await simulated.call('CreateTags', {
      ResourceId: [id, 'i-0000000a', 'i-0000000b'],
      ...tag('a', '1'),
    });
    expect([answer.outcome, answer.one('Message')]).toEqual([
      'InvalidInstanceID.NotFound',
      'The instance IDs &apos;i-0000000a, i-0000000b&apos; do not exist',
    ]);
    expect(await tagsOf(simulated, id)).toEqual([]);
  });

  it.each([
    ['no resources', { ResourceId: [] as string[], ...tag('a') }, 'MissingParameter'],
    ['no tags', { ResourceId: ['i-0000000a'] }, 'MissingParameter'],
    ['an empty key', { ResourceId: ['i-0000000a'], ...tag('') }, 'MissingParameter'],
    ['a reserved key', { ResourceId: ['i-0000000a'], ...tag('aws:x') }, 'InvalidParameterValue'],
    [
      'a key that is too long',
      { ResourceId: ['i-0000000a'], ...tag('x'.repeat(129)) },
      'InvalidParameterValue',
    ],
    [
      'a value that is too long',
      { ResourceId: ['i-0000000a'], ...tag('x', 'y'.repeat(257)) },
      'InvalidParameterValue',
    ],
    [
      'a repeated key',
      { ResourceId: ['i-0000000a'], ...tag('x'), 'Tag.2.Key': 'x' },
      'InvalidParameterValue',
    ],
    ['a missing volume', { ResourceId: ['vol-0000000a'], ...tag('x') }, 'InvalidVolume.NotFound'],
    [
      'a missing interface',
      { ResourceId: ['eni-0000000a'], ...tag('x') },
      'InvalidNetworkInterfaceID.NotFound',
    ],
    ['another kind of resource', { ResourceId: ['vpc-0000000a'], ...tag('x') }, 'InvalidID'],
    ['a malformed id', { ResourceId: ['i-1'], ...tag('x') }, 'InvalidID'],
    [
      'too many resources',
      { ResourceId: Array.from({ length: 1001 }, () => 'i-0000000a'), ...tag('x') },
      'ResourceCountExceeded',
    ],
  ])('refuses %s', async (_what, parameters, code) => {
    expect((await new Simulated().call('CreateTags', parameters)).outcome).toBe(code);
  });
});

describe('DeleteTags', () => {
  it.each([
    ['a key', tag('a'), ['b=']],
    ['a key and its value', tag('a', '1'), ['b=']],
    ['a key and another value', tag('a', '2'), ['a=1', 'b=']],
    ['a key and an empty value', tag('b', ''), ['a=1']],
    ['a key that is not there', tag('c'), ['a=1', 'b=']],
    ['nothing', {}, []],
  ])('by %s', async (_what, parameters, left) => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    await simulated.call('CreateTags', { ResourceId: [id], ...tag('a', '1'), 'Tag.2.Key': 'b' });
    expect((await simulated.call('DeleteTags', { ResourceId: [id], ...parameters })).one('return')).toBe(
      'true',
    );
    expect(await tagsOf(simulated, id)).toEqual(left);
  });
});

describe('DescribeTags', () => {
  it('filters by resource, type, key, value and another tag of the resource', async () => {
    const simulated = new Simulated();
    const [first = '', second = ''] = await simulated.launch({}, 2);
    await simulated.call('CreateTags', { ResourceId: [first], ...tag('a', '1'), 'Tag.2.Key': 'b' });
    await simulated.call('CreateTags', { ResourceId: [second], ...tag('a', '2') });
    const found = async (name: string, ...values: string[]) => {
      const answer = await simulated.call('DescribeTags', {
        'Filter.1.Name': name,
        'Filter.1.Value': values,
      });
      return answer.outcome === 'ok' ? answer.all('value') : answer.outcome;
    };
    expect(await found('resource-id', first)).toEqual(['1', '']);
    expect(await found('resource-id', second, first)).toEqual(['1', '', '2']);
    expect(await found('resource-id', 'i-*')).toEqual(['1', '', '2']);
    expect(await found('resource-id', 'i-0000000a')).toEqual([]);
    expect(await found('resource-type', 'instance')).toEqual(['1', '', '2']);
    expect(await found('key', 'a')).toEqual(['1', '2']);
    expect(await found('value', '2')).toEqual(['2']);
    expect(await found('tag:a', '1')).toEqual(['1', '']);
    expect(await found('colour', 'red')).toBe('InvalidParameterValue');
  });

  it('pages through the tags of one resource', async () => {
    const simulated = new Simulated();
    const id = await simulated.launchOne();
    await simulated.call('CreateTags', { ResourceId: [id], ...many(8) });
    const first = await simulated.call('DescribeTags', { MaxResults: '5' });
    const second = await simulated.call('DescribeTags', {
      MaxResults: '5',
      NextToken: first.one('nextToken') ?? '',
    });
    expect([...first.all('key'), ...second.all('key')]).toEqual(Object.values(many(8)));
    expect(second.all('nextToken')).toEqual([]);
  });
});
