import { describe, expect, it } from '@jest/globals';
import { base64UserData, decodeUserData, textUserData } from '../../../src/resolvers/user-data.js';

const MOST = 16 * 1024;
const tooLong = (bytes: number) => `data: expected at most 16384 bytes of user data, got ${bytes}`;

describe('user data as text', () => {
  it('is UTF-8', () => {
    expect(textUserData('data', 'ü€😀')).toEqual(Buffer.from('c3bce282acf09f9880', 'hex'));
  });

  it('may have 16 KiB', () => {
    expect(textUserData('data', 'x'.repeat(MOST))).toHaveLength(MOST);
    expect(() => textUserData('data', 'x'.repeat(MOST + 1))).toThrow(tooLong(MOST + 1));
  });

  it('is measured in bytes rather than characters', () => {
    expect(textUserData('data', 'ü'.repeat(MOST / 2))).toHaveLength(MOST);
    expect(() => textUserData('data', 'ü'.repeat(MOST / 2 + 1))).toThrow(tooLong(MOST + 2));
    expect(() => textUserData('data', '😀'.repeat(MOST / 4 + 1))).toThrow(tooLong(MOST + 4));
  });
});

describe('user data as base64', () => {
  it.each([
    ['ZWNobw==', 'echo'],
    ['ZWNob28=', 'echoo'],
    ['YWJj', 'abc'],
    ['/+8=', '\xff\xef'],
  ])('may be %s', (base64, bytes) => {
    expect(base64UserData('data', base64)).toEqual(Buffer.from(bytes, 'latin1'));
  });

  it.each([
    ['padding', 'ZWNobw'],
    ['too much padding', 'ZWNobw==='],
    ['padding within', 'ZW==Nobw'],
    ['a line break', 'ZWNo\nbw=='],
    ['a line break at its end', 'ZWNobw==\n'],
    ['the letters for URLs', '_-8='],
    ['other letters', 'ZWNo!w=='],
  ])('may not lack or have %s', (_, base64) => {
    expect(() => base64UserData('data', base64)).toThrow(
      'data: expected base64 with padding and without line breaks',
    );
  });

  it('may have 16 KiB once decoded', () => {
    const most = Buffer.alloc(MOST, 0xff);
    expect(base64UserData('data', most.toString('base64'))).toEqual(most);
    expect(() => base64UserData('data', Buffer.alloc(MOST + 1).toString('base64'))).toThrow(
      tooLong(MOST + 1),
    );
  });

  it('is refused in the same words where it is as large as a body', () => {
    expect(() => base64UserData('data', 'A'.repeat(1024 * 1024))).toThrow(tooLong(786_432));
    expect(() => base64UserData('data', `${'A'.repeat(1024 * 1024)}!`)).toThrow('data: expected base64');
  });
});

describe('user data that EC2 gives', () => {
  it('is decoded', () => {
    expect(decodeUserData(Buffer.from('echo ü😀').toString('base64'))).toBe('echo ü😀');
  });

  it('keeps a byte order mark', () => {
    expect(decodeUserData('77u/eA==')).toBe('\ufeffx');
  });

  it.each([
    ['a compressed file', Buffer.from([0x1f, 0x8b, 0x08])],
    ['text cut off within a character', Buffer.from('😀').subarray(0, 3)],
  ])('is no text where it is %s', (_, bytes) => {
    expect(decodeUserData(bytes.toString('base64'))).toBeNull();
  });
});
