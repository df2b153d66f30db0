/** A power of two. */
const SLOTS = 1024;
const LONGEST = 48;

/** Words seen lately. Names of elements, types, states, zones and networks come again and again. */
const words: string[] = new Array(SLOTS).fill('');

/**
 * The ASCII between two places of a body. It is a string of its own, for a slice would keep the body in memory, and the same
 * one as last time where it is still known.
 */
export function wordBetween(body: Buffer, from: number, to: number): string {
  if (to - from > LONGEST || to === from) return body.toString('latin1', from, to);
  const slot = slotOf(body, from, to);
  const known = words[slot] as string;
  if (isAt(known, body, from, to)) return known;
  const word = body.toString('latin1', from, to);
  words[slot] = word;
  return word;
}

/** From its length and three of its bytes, for that is faster than to go through all of them. */
function slotOf(body: Buffer, from: number, to: number): number {
  const length = to - from;
  let hash = Math.imul(length, 0x9e37) + (body[from] as number);
  hash = Math.imul(hash, 31) + (body[from + (length >> 1)] as number);
  hash = Math.imul(hash, 31) + (body[to - 1] as number);
  return (hash ^ (hash >>> 10)) & (SLOTS - 1);
}

function isAt(word: string, body: Buffer, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let n = 0; n < word.length; n += 1) if (word.charCodeAt(n) !== body[from + n]) return false;
  return true;
}
