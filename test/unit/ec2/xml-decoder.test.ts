import { describe, expect, it } from '@jest/globals';
import { decodeXml } from '../../../src/ec2/xml-decoder.js';
import { list, struct, text } from '../../../src/ec2/xml-shape.js';

const SHAPE = struct({ set: ['Items', list(struct({ name: ['Name', text] }))] });

const itemsOf = (names: readonly string[]) =>
  Buffer.from(
    `<Answer><set>${names.map((name) => `<item><name>${name}</name></item>`).join('')}</set></Answer>`,
  );

/** An event loop whose clock goes on by so much whenever it is looked at. */
function turns(msPerLook: number) {
  const loop = {
    pauses: 0,
    ms: 0,
    now: () => {
      loop.ms += msPerLook;
      return loop.ms;
    },
    pause: async () => {
      loop.pauses += 1;
    },
  };
  return loop;
}

describe('a large document', () => {
  const NAMES = Array.from({ length: 40_000 }, (_, n) => `item ${n}`);
  const body = itemsOf(NAMES);

  it('lets others have their turn as often as it has taken four milliseconds', async () => {
    const [slow, fast] = [turns(5), turns(1)];
    await decodeXml(body, 'Answer', SHAPE, slow);
    await decodeXml(body, 'Answer', SHAPE, fast);
    expect(slow.pauses).toBe(Math.floor(body.length / 65_536));
    expect(fast.pauses).toBe(Math.floor(slow.pauses / 4));
  });

  it('is decoded to the same, wherever it is interrupted', async () => {
    const expected = { Items: NAMES.map((Name) => ({ Name })) };
    expect(await decodeXml(body, 'Answer', SHAPE, turns(5))).toEqual(expected);
    expect(await decodeXml(body, 'Answer', SHAPE, turns(0))).toEqual(expected);
  });
});

describe('a small document', () => {
  it('is decoded without a pause', async () => {
    const loop = turns(1000);
    expect(await decodeXml(itemsOf(['a']), 'Answer', SHAPE, loop)).toEqual({ Items: [{ Name: 'a' }] });
    expect(loop.pauses).toBe(0);
  });

  it('does not share its memory with what is decoded', async () => {
    const body = itemsOf(['first', 'second']);
    const decoded = await decodeXml(body, 'Answer', SHAPE, turns(0));
    body.fill(0);
    expect(decoded).toEqual({ Items: [{ Name: 'first' }, { Name: 'second' }] });
  });
});

it.each([
  ['another root', '<Other><set/></Other>'],
  ['no end', '<Answer><set>'],
  ['an end too early', '<Answer><set></Answer></set>'],
  ['another document after it', '<Answer></Answer><Answer></Answer>'],
  ['nothing', ''],
])('a document with %s is not decoded', async (_, document) => {
  expect(await decodeXml(Buffer.from(document), 'Answer', SHAPE, turns(0))).toBeUndefined();
});
