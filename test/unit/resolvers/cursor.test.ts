import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../../src/resolvers/cursor.js';

const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('is read as what it was written of', () => {
    const count = fc.nat();
    const token = fc.option(fc.string(), { nil: undefined });
    const cursors = fc.record({ list: fc.string(), token, size: count, index: count, id: fc.string() });
    fc.assert(fc.property(cursors, (cursor) => expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor)));
  });

  it('may stand in a URL as it is', () => {
    const cursor = encodeCursor({ list: 'a', token: '?>~ü', size: 5, index: 1, id: 'i-1' });
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    ['an empty text', ''],
    ['any text', 'nonsense'],
    ['a number', cursorOf(1)],
    ['null', cursorOf(null)],
    ['an object', cursorOf({ list: 0 })],
    ['too short', cursorOf(['a', null, 5, 1])],
    ['one with a list that is no text', cursorOf([0, null, 5, 1, 'i-1'])],
    ['one with an index below none', cursorOf(['a', null, 5, -1, 'i-1'])],
    ['one with half an index', cursorOf(['a', null, 5, 0.5, 'i-1'])],
    ['one with a token that is no text', cursorOf(['a', 1, 5, 1, 'i-1'])],
    ['one with a size that is none', cursorOf(['a', null, null, 1, 'i-1'])],
    ['one with an id that is no text', cursorOf(['a', null, 5, 1, 1])],
  ])('is not %s', (_, text) => {
    expect(() => decodeCursor(text)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        argument: 'after',
        message: 'after: expected a cursor that this list has given',
      }),
    );
  });
});
