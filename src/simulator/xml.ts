const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
};

/** XML 1.0 cannot carry most control characters, not even as entities. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to leave out
const SPECIAL = /[&<>"'\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g;

/** Text as the content of an element. A carriage return is written as an entity, or parsers would lose it. */
export function escapeXml(text: string): string {
  return text.replace(SPECIAL, (sign) => ENTITIES[sign] ?? '');
}

/** An element with text; nothing at all where the value is undefined, `<name/>` where it is empty. */
export function leaf(name: string, value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  return value === '' ? `<${name}/>` : `<${name}>${escapeXml(String(value))}</${name}>`;
}

/** An element around markup; `<name/>` around none. */
export function element(name: string, ...content: string[]): string {
  let inner = '';
  for (const part of content) inner += part;
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

/** EC2's form of a list: an element for the list, an `item` for each of its members. */
export function list<T>(name: string, members: Iterable<T>, write: (member: T) => string): string {
  let inner = '';
  for (const member of members) inner += `<item>${write(member)}</item>`;
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}
