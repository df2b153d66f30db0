import { expect, it } from '@jest/globals';
import { wholeLines } from '../../../src/observability/lines.js';
import { createLog, loggingTo } from '../../../src/observability/log.js';
import { ManualClock, settled } from '../../support/clock.js';

/** An output that takes ten bytes of what it is given and then nothing, until its time has come. */
function anOutput() {
  const clock = new ManualClock();
  const output = { text: '', room: 10 };
  const write = wholeLines((bytes) => {
    if (output.room === 0) throw Object.assign(new Error('write EAGAIN'), { code: 'EAGAIN' });
    const taken = bytes.subarray(0, output.room);
    output.room -= taken.length;
    output.text += Buffer.from(taken).toString();
    return taken.length;
  }, clock);
  return { clock, output, write, log: createLog('info', loggingTo(write)) };
}

it('The log does not put a line between the halves of another', async () => {
  const { clock, output, write, log } = anOutput();
  const entry = write('{"audit":"change"}\n');
  log.info('of the log');
  expect(output.text).toBe('{"audit":"');
  output.room = 1000;
  await clock.advance(10);
  await entry;
  const [first = '', second = ''] = output.text.split('\n');
  expect([first, JSON.parse(second).msg]).toEqual(['{"audit":"change"}', 'of the log']);
});

it('The log goes on where a line cannot be written', async () => {
  const { clock, output, log } = anOutput();
  log.info('too long for ten bytes');
  await clock.advance(1000);
  output.room = 1000;
  log.info('further');
  await settled();
  expect(JSON.parse(output.text.split('\n')[1] ?? '').msg).toBe('further');
});
