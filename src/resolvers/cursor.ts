import { badInput } from '../errors.js';

/** One of EC2's pages: by which of EC2's tokens, and of what size. */
export interface Page {
  readonly token: string | undefined;
  readonly size: number;
}

/** An instance within one of EC2's pages. The page is asked for again and gone on from there. */
export interface Cursor extends Page {
  /** The fingerprint of its list: in another its place would mean nothing. */
  readonly list: string;
  readonly index: number;
  readonly id: string;
}

export function encodeCursor({ list, token, size, index, id }: Cursor): string {
  return Buffer.from(JSON.stringify([list, token ?? null, size, index, id])).toString('base64url');
}

export function decodeCursor(text: string): Cursor {
  const [list, token, size, index, id] = parsed(text);
  const isCursor =
    typeof list === 'string' &&
    (token === null || typeof token === 'string') &&
    isCount(size) &&
    isCount(index);
  if (!isCursor || typeof id !== 'string')
    throw badInput('after', 'expected a cursor that this list has given');
  return { list, token: token ?? undefined, size, index, id };
}

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
