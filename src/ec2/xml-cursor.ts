import { decodedText } from './xml-text.js';
import { UnexpectedXml } from './xml-unexpected.js';
import { wordBetween } from './xml-words.js';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const SLASH = 0x2f;
const LT = 0x3c;
const GT = 0x3e;

/** 1 for the bytes of which EC2 makes the names of its elements: letters and digits. */
const IN_NAME = new Uint8Array(256);
for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
  IN_NAME[sign.charCodeAt(0)] = 1;

/** 1 for the bytes that a text cannot be copied with: line ends, references, and all that is not ASCII. */
const IS_SPECIAL = new Uint8Array(256).fill(1, 0x80);
for (const sign of '\r\n&') IS_SPECIAL[sign.charCodeAt(0)] = 1;

/** Deeper than anything that EC2 answers with. */
const DEEPEST = 32;

/** A place in a document of plain elements, which moves on with what is read. Its methods throw UnexpectedXml. */
export class XmlCursor {
  constructor(
    private readonly body: Buffer,
    public at: number,
  ) {}

  /** Goes to the next tag, where nothing but elements is meant to be: they may be indented, on lines of their own. */
  toTag(): void {
    const { body } = this;
    if (body[this.at] === LT) return;
    let hasLines = false;
    let at = this.at;
    for (; at < body.length; at += 1) {
      if (body[at] === LF || body[at] === CR) hasLines = true;
      else if (body[at] !== SPACE && body[at] !== TAB) break;
    }
    if (!hasLines || body[at] !== LT) throw new UnexpectedXml();
    this.at = at;
  }

  isAtClosing(): boolean {
    return this.body[this.at + 1] === SLASH;
  }

  /** Reads `<name` of a tag without attributes. */
  name(): string {
    const { body } = this;
    const from = this.at + 1;
    let to = from;
    while (to < body.length && IN_NAME[body[to] as number] === 1) to += 1;
    if (to === from) throw new UnexpectedXml();
    this.at = to;
    return wordBetween(body, from, to);
  }

  /** Reads the `>` or `/>` after a name. True where there is something to come between that and a closing tag. */
  opens(): boolean {
    const { body } = this;
    if (body[this.at] === GT) {
      this.at += 1;
      return true;
    }
    if (body[this.at] !== SLASH || body[this.at + 1] !== GT) throw new UnexpectedXml();
    this.at += 2;
    return false;
  }

  /** Reads the closing tag of the element whose name stands at `name`. */
  close(name: number): void {
    const { body } = this;
    let at = this.at + 2;
    let expected = name;
    while (at < body.length && body[at] === body[expected] && body[at] !== GT) {
      at += 1;
      expected += 1;
    }
    if (body[at] !== GT || body[expected] !== GT || !this.isAtClosing()) throw new UnexpectedXml();
    this.at = at + 1;
  }

  /** Reads the text up to the next tag. */
  text(): string {
    const { body, at: from } = this;
    let to = from;
    let special = 0;
    for (; to < body.length && body[to] !== LT; to += 1) {
      special |= IS_SPECIAL[body[to] as number] as number;
    }
    this.at = to;
    return special === 0 ? wordBetween(body, from, to) : decodedText(body.toString('utf8', from, to));
  }

  /** Reads on to the end of the element whose name has just been read, whatever is in it, as long as its tags match. */
  skip(name: number, depth = 0): void {
    if (!this.opens()) return;
    if (depth > DEEPEST) throw new UnexpectedXml();
    for (;;) {
      this.skipText();
      if (this.isAtClosing()) break;
      const inner = this.at + 1;
      this.skipName();
      this.skip(inner, depth + 1);
    }
    this.close(name);
  }

  private skipText(): void {
    const { body } = this;
    let { at } = this;
    while (at < body.length && body[at] !== LT) at += 1;
    this.at = at;
  }

  private skipName(): void {
    const { body } = this;
    let at = this.at + 1;
    while (at < body.length && IN_NAME[body[at] as number] === 1) at += 1;
    if (at === this.at + 1) throw new UnexpectedXml();
    this.at = at;
  }
}
