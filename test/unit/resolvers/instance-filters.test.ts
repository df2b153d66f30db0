import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '../../../src/errors.js';
import { toFilterLists } from '../../../src/resolvers/instance-filters.js';
import type { InstanceFilter } from '../../../src/schema/instance-filter.js';
import { anId, ids } from '../../support/builders.js';

const SERVED = ['us-east-1'];
const read = (filter: InstanceFilter) => toFilterLists(filter, SERVED).map(({ filters }) => filters);

function refusalOf(filter: InstanceFilter) {
  try {
    read(filter);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect(error.code).toBe('BAD_USER_INPUT');
    return { argument: error.argument, message: error.message };
  }
  throw new Error('it was not refused');
}

const bad = (argument: string, message: string) => ({ argument, message: `${argument}: ${message}` });
const texts = (count: number) => Array.from({ length: count }, (_, n) => `t${n}`);

describe('a filter', () => {
  it('of nothing asks for all', () => {
    expect(read({})).toEqual([[]]);
    expect(read({ ids: null, states: null, tags: null, regions: null })).toEqual([[]]);
  });

  it('becomes one of EC2 for each field', () => {
    const filter: InstanceFilter = {
      states: ['running', 'shutting-down'],
      instanceTypes: ['t3.*'],
      imageIds: ['ami-1'],
      placements: ['us-east-1b'],
      keyNames: ['mine'],
      ids: [anId(1)],
      tags: [{ key: 'Name', values: ['a*', 'b'] }, { key: 'owner' }, { key: 'cost', values: null }],
    };
    expect(read(filter)).toEqual([
      [
        { name: 'instance-id', values: [anId(1)] },
        { name: 'instance-state-name', values: ['running', 'shutting-down'] },
        { name: 'instance-type', values: ['t3.*'] },
        { name: 'image-id', values: ['ami-1'] },
        { name: 'availability-zone', values: ['us-east-1b'] },
        { name: 'key-name', values: ['mine'] },
        { name: 'tag:Name', values: ['a*', 'b'] },
        { name: 'tag-key', values: ['owner'] },
        { name: 'tag-key', values: ['cost'] },
      ],
    ]);
  });
});

describe('ids', () => {
  it('become as many lists as EC2 needs, each with all the other filters', () => {
    const states = { name: 'instance-state-name', values: ['running'] };
    expect(read({ ids: ids(401), states: ['running'] })).toEqual([
      [{ name: 'instance-id', values: ids(401).slice(0, 200) }, states],
      [{ name: 'instance-id', values: ids(401).slice(200, 400) }, states],
      [{ name: 'instance-id', values: ids(401).slice(400) }, states],
    ]);
  });

  it('make the same lists in whatever order and however often they are given', () => {
    expect(read({ ids: [anId(2), anId(1), anId(2)] })).toEqual(read({ ids: ids(2) }));
  });

  it('may be 1 to 1,000', () => {
    expect(read({ ids: ids(1000) })).toHaveLength(5);
    expect(refusalOf({ ids: [] })).toEqual(bad('filter.ids', 'expected 1 to 1000 instance ids, got 0'));
    expect(refusalOf({ ids: ids(1001) })).toEqual(
      bad('filter.ids', 'expected 1 to 1000 instance ids, got 1001'),
    );
  });

  it.each(['', 'i-1', 'i-*', 'I-12345678', 'i-123456789', 'i-1234567g', 'i-12345678\n'])(
    'may not be %j',
    (id) => {
      expect(refusalOf({ ids: [anId(1), id] })).toEqual(
        bad('filter.ids', `expected instance ids, got '${id}'`),
      );
    },
  );

  it('may be of the short form that EC2 gave out once', () => {
    expect(read({ ids: ['i-12345678'] })).toEqual([[{ name: 'instance-id', values: ['i-12345678'] }]]);
  });
});

describe('the values of a field', () => {
  it('may be as many and as long as EC2 takes them', () => {
    expect(read({ instanceTypes: texts(200) })).toHaveLength(1);
    expect(read({ keyNames: ['k'.repeat(255)] })).toHaveLength(1);
  });

  it.each([
    ['states', { states: [] }, 'expected 1 to 200 values, got 0'],
    ['instanceTypes', { instanceTypes: texts(201) }, 'expected 1 to 200 values, got 201'],
    ['imageIds', { imageIds: [''] }, 'expected values of 1 to 255 characters, got one of 0'],
    [
      'placements',
      { placements: ['z'.repeat(256)] },
      'expected values of 1 to 255 characters, got one of 256',
    ],
  ])('are refused by the name of the field, %s', (field, filter, message) => {
    expect(refusalOf(filter)).toEqual(bad(`filter.${field}`, message));
  });
});

describe('tags', () => {
  const many = (count: number) => texts(count).map((key) => ({ key }));

  it('may be 40, which with the other fields is within the 50 filters of EC2', () => {
    expect(read({ tags: many(40) })[0]).toHaveLength(40);
    expect(refusalOf({ tags: many(41) })).toEqual(bad('filter.tags', 'expected at most 40 tags, got 41'));
  });

  it('have a key', () => {
    const message = 'expected values of 1 to 255 characters, got one of 0';
    expect(refusalOf({ tags: [{ key: '' }] })).toEqual(bad('filter.tags.key', message));
  });

  it('have at least one value where there are values', () => {
    const message = 'expected 1 to 200 values, got 0';
    expect(refusalOf({ tags: [{ key: 'k', values: [] }] })).toEqual(bad('filter.tags.values', message));
  });
});

describe('regions', () => {
  const served = ['us-east-1', 'eu-west-1', 'ap-south-1'];
  const regionsOf = (filter: InstanceFilter) => toFilterLists(filter, served).map(({ region }) => region);

  it('are all of those that are served where none is named', () => {
    expect(regionsOf({})).toEqual(served);
  });

  it('are listed one after the other, in one order whatever that of the filter', () => {
    expect(regionsOf({ regions: ['ap-south-1', 'us-east-1'] })).toEqual(['us-east-1', 'ap-south-1']);
  });

  it('are each asked for every list of ids', () => {
    const filter = { regions: ['us-east-1', 'eu-west-1'], ids: ids(201) };
    expect(regionsOf(filter)).toEqual(['us-east-1', 'us-east-1', 'eu-west-1', 'eu-west-1']);
  });

  it('that are not served are refused', () => {
    expect(refusalOf({ regions: ['us-east-1', 'eu-west-1'] })).toEqual(
      bad('filter.regions', "expected regions that are served (us-east-1), got 'eu-west-1'"),
    );
  });

  it('are at least one', () => {
    expect(refusalOf({ regions: [] })).toEqual(bad('filter.regions', 'expected 1 to 200 values, got 0'));
  });
});
