import { UnexpectedXml } from './xml-unexpected.js';

/** A reference, or an ampersand that begins none. */
const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-z]+));|&/g;

const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** What the text of an element says to the SDK: line ends are one sign, and a text of blank lines is empty. */
export function decodedText(raw: string): string {
  const text = raw.replace(/\r\n?/g, '\n').replace(REFERENCE, referred);
  return text.includes('\n') && text.trim() === '' ? '' : text;
}

function referred(_: string, hex?: string, decimal?: string, name?: string): string {
  const sign =
    name === undefined ? signOf(hex ? Number.parseInt(hex, 16) : Number(decimal)) : ENTITIES.get(name);
  if (sign === undefined) throw new UnexpectedXml();
  return sign;
}

/** Signs beyond two bytes are among those that the SDK has a way of its own with. */
function signOf(code: number): string | undefined {
  return code <= 0xffff ? String.fromCharCode(code) : undefined;
}
