import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../../../src/ec2/trail.js';
import { auditLog } from '../../../src/observability/audit-log.js';

const AN_ENTRY: Entry = { audit: 'change', caller: 'ci', requestId: 'r-1', operation: 'startInstances' };

/** A trail, the lines that it has written, and what was told of them. */
function aTrail(fault?: Error) {
  const lines: string[] = [];
  const told: unknown[] = [];
  const write = async (line: string) => {
    if (fault) throw fault;
    lines.push(line);
  };
  const watch = {
    written: (audit: string) => void told.push(audit),
    failed: (why: unknown) => void told.push(why),
  };
  return { trail: auditLog(write, () => Date.parse('2026-11-23T07:31:05Z'), watch), lines, told };
}

describe('The audit trail', () => {
  it('is a line of JSON for each entry, with its time first', async () => {
    const { trail, lines, told } = aTrail();
    await trail.write({ ...AN_ENTRY, ids: ['i-1'] });
    expect(lines).toEqual([
      '{"time":"2026-11-23T07:31:05.000Z","audit":"change","caller":"ci","requestId":"r-1","operation":"startInstances","ids":["i-1"]}\n',
    ]);
    expect(told).toEqual(['change']);
  });

  it('holds no line that somebody else could have broken in two', async () => {
    const { trail, lines } = aTrail();
    await trail.write({ ...AN_ENTRY, caller: 'a\n{"audit":"outcome"}' });
    expect(lines.join('').match(/\n/g)).toHaveLength(1);
  });

  it('says of an entry that it could not be written, and that is told', async () => {
    const fault = new Error('write EPIPE');
    const { trail, told } = aTrail(fault);
    await expect(trail.write(AN_ENTRY)).rejects.toBe(fault);
    expect(told).toEqual([fault]);
  });
});
