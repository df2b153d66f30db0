import { badInput } from '../errors.js';

/** EC2's limit, before base64. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const MOST_BYTES = 16 * 1024;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function textUserData(argument: string, text: string): Buffer {
  return withinLimit(argument, Buffer.from(text, 'utf8'));
}

export function base64UserData(argument: string, base64: string): Buffer {
  if (!BASE64.test(base64)) throw badInput(argument, 'expected base64 with padding and without line breaks');
  return withinLimit(argument, Buffer.from(base64, 'base64'));
}

function withinLimit(argument: string, bytes: Buffer): Buffer {
  if (bytes.length <= MOST_BYTES) return bytes;
  throw badInput(argument, `expected at most ${MOST_BYTES} bytes of user data, got ${bytes.length}`);
}

/** User data as text, null where it is not UTF-8: a guess would alter it. */
export function decodeUserData(base64: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return null;
  }
}
