import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_NAMES, attributesBody, attributesDocument } from '../../../src/rest/attributes.js';

describe('the document of an attributes call', () => {
  it('selects what is named by the documented names', () => {
    expect(attributesDocument(['state', 'ip_address'])).toBe(
      'query Attributes($id: ID!) { instance(id: $id) { state: state ip_address: ipAddress } }',
    );
  });

  it('is the same in whatever order they are named', () => {
    expect(attributesDocument(['placement', 'id'])).toBe(attributesDocument(['id', 'placement']));
  });

  it('selects all thirteen in the documented order', () => {
    expect(ATTRIBUTE_NAMES.join(' ')).toBe(
      'id public_dns_name private_dns_name state state_code key_name instance_type launch_time image_id placement placement_group private_ip_address ip_address',
    );
    expect(attributesDocument(ATTRIBUTE_NAMES)).toContain(
      'public_dns_name: publicDnsName private_dns_name: ',
    );
  });
});

describe('the body of an attributes call', () => {
  const instance = {
    id: 'i-12345678',
    state: 'SHUTTING_DOWN',
    state_code: 32,
    launch_time: '2026-11-23T07:31:05.000Z',
    key_name: null,
  };

  it('spells the state and the time as documented', () => {
    expect(attributesBody(instance, ['state', 'launch_time'])).toEqual({
      state: 'shutting-down',
      launch_time: '2026-11-23T07-31-05.000Z',
    });
  });

  it('has the attributes in the order in which they were named', () => {
    expect(Object.entries(attributesBody(instance, ['state_code', 'key_name', 'id']))).toEqual([
      ['state_code', 32],
      ['key_name', null],
      ['id', 'i-12345678'],
    ]);
  });
});
