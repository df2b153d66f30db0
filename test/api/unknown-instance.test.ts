import { describe, expect, it } from '@jest/globals';
import { DOORS, type Verb } from '../support/doors.js';
import { startService } from '../support/service.js';

const VERBS: Verb[] = ['start', 'stop', 'terminate', 'reboot'];
const NO_IDS = ['launch-pad', 'i-1234567', 'i-0123456789ABCDEF0', 'i-123456789', 'ami-12345678', '%20'];

describe.each(DOORS)('An instance that EC2 does not know, through %s', (_name, open) => {
  it.each(VERBS)('is not found by %s', async (verb) => {
    const door = open(await startService());
    expect(await door.act(verb, 'i-0123456789abcdef0')).toMatchObject({
      status: 404,
      ec2Code: 'InvalidInstanceID.NotFound',
    });
  });

  it('is not found by modify', async () => {
    const door = open(await startService());
    const answer = await door.modify('i-0123456789abcdef0', 'instanceType', 't3.small');
    expect(answer).toMatchObject({ status: 404, ec2Code: 'InvalidInstanceID.NotFound' });
  });

  it('is not found by a read', async () => {
    const door = open(await startService());
    expect(await door.attributes('i-0123456789abcdef0', 'state')).toMatchObject({ status: 404 });
  });

  it.each(NO_IDS)('is not asked for when its id has not the form of one: %s', async (id) => {
    const door = open(await startService());
    for (const verb of VERBS) expect(await door.act(verb, id)).toMatchObject({ status: 404, calls: {} });
    expect(await door.modify(id, 'instanceType', 't3.small')).toMatchObject({ status: 404, calls: {} });
    expect(await door.attributes(id, 'state')).toMatchObject({ status: 404, calls: {} });
  });
});
