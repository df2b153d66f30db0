import { XmlCursor } from './xml-cursor.js';
import type { Leaf, List, Struct } from './xml-shape.js';
import { UnexpectedXml } from './xml-unexpected.js';

/** After so many bytes the time is looked at. */
const STEP_BYTES = 64 * 1024;

/** How long the event loop is held at a stretch. */
const HOLD_MS = 4;

/** The event loop as one who shares it sees it. */
export interface Turns {
  /** Milliseconds since any point in time. */
  now(): number;
  /** Lets the others have their turn. */
  pause(): Promise<unknown>;
}

/**
 * Decodes a document of which only what is in the shape is wanted, and pauses where that takes long. Undefined where there is
 * anything in it that is not plain: attributes, comments, CDATA, processing instructions, DOCTYPE, tags that do not match,
 * text beside elements, an element that comes twice, a value of another form, or where its end is missing.
 */
export async function decodeXml<T>(
  body: Buffer,
  root: string,
  shape: Struct<T>,
  turns: Turns,
): Promise<T | undefined> {
  try {
    const reading = new Reading(body, root, shape);
    let since = turns.now();
    while (!reading.advance(STEP_BYTES)) {
      if (turns.now() - since < HOLD_MS) continue;
      await turns.pause();
      since = turns.now();
    }
    return reading.result as T;
  } catch (error) {
    if (error instanceof UnexpectedXml) return undefined;
    throw error;
  }
}

/** An element that has been opened and not closed yet. */
interface Opened {
  readonly shape: Struct<unknown> | List<unknown>;
  /** Where its name stands. */
  readonly name: number;
  readonly value: Record<string, unknown> | unknown[];
}

class Reading {
  readonly result: Record<string, unknown> = {};
  private readonly opened: Opened[];
  private readonly cursor: XmlCursor;
  private readonly end: number;

  constructor(body: Buffer, root: string, shape: Struct<unknown>) {
    const head = new RegExp(`^(?:<\\?xml [^<>]*\\?>)?[ \\t\\r\\n]*<${root}(?: xmlns="[^"&<>]*")?>`);
    const begun = head.exec(body.toString('latin1', 0, 512))?.[0];
    // An answer that was cut off is found out before any of it is decoded.
    this.end = body.lastIndexOf(`</${root}>`);
    if (begun === undefined || this.end === -1) throw new UnexpectedXml();
    this.cursor = new XmlCursor(body, begun.length);
    this.opened = [{ shape, name: 0, value: this.result }];
  }

  /** Reads on for about so many bytes. True when the document has come to its end. */
  advance(bytes: number): boolean {
    const { cursor, opened } = this;
    const until = cursor.at + bytes;
    while (cursor.at < until) {
      cursor.toTag();
      const innermost = opened[opened.length - 1] as Opened;
      if (!cursor.isAtClosing()) {
        this.element(innermost);
      } else if (opened.length > 1) {
        cursor.close(innermost.name);
        opened.pop();
      } else if (cursor.at === this.end) {
        return true;
      } else {
        throw new UnexpectedXml();
      }
    }
    return false;
  }

  private element(parent: Opened): void {
    const { cursor } = this;
    const name = cursor.at + 1;
    const member = parent.shape.members.get(cursor.name());
    if (member === undefined) {
      cursor.skip(name);
    } else if (member.shape.kind === 'leaf') {
      put(parent, member.key, leaf(cursor, name, member.shape));
    } else {
      const opened = { shape: member.shape, name, value: member.shape.kind === 'list' ? [] : {} };
      put(parent, member.key, opened.value);
      if (cursor.opens()) this.opened.push(opened);
    }
  }
}

function leaf(cursor: XmlCursor, name: number, shape: Leaf<unknown>): unknown {
  let text = '';
  if (cursor.opens()) {
    text = cursor.text();
    cursor.close(name);
  }
  const value = shape.read(text);
  if (value === undefined) throw new UnexpectedXml();
  return value;
}

/** An item of a list, or a member that has not come yet. */
function put({ value }: Opened, key: string, member: unknown): void {
  if (Array.isArray(value)) value.push(member);
  else if (value[key] === undefined) value[key] = member;
  else throw new UnexpectedXml();
}
