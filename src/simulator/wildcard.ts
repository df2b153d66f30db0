type Token = string | typeof ANY | typeof OPTIONAL;

const ANY = Symbol('any number of characters');
const OPTIONAL = Symbol('one character or none');

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '\\' && at + 1 < characters.length) {
      at += 1;
      tokens.push(characters[at] ?? '');
    } else if (character === '*') {
      tokens.push(ANY);
    } else {
      tokens.push(character === '?' ? OPTIONAL : character);
    }
  }
  return tokens;
}

/** Follows all ways through the pattern at once, so that no pattern is slow. */
function follow(tokens: readonly Token[], text: string): boolean {
  let places = skip(tokens, new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const place of places) {
      const token = tokens[place];
      if (token === ANY) next.add(place);
      else if (token === OPTIONAL || token === character) next.add(place + 1);
    }
    places = skip(tokens, next);
  }
  return places.has(tokens.length);
}

/** Adds the places that are reached without a character. */
function skip(tokens: readonly Token[], places: Set<number>): Set<number> {
  for (const place of places) {
    if (typeof tokens[place] === 'symbol') places.add(place + 1);
  }
  return places;
}

/**
 * The text that a filter value stands for where it has no wildcard, else undefined.
 * A backslash makes the character after it an ordinary one.
 */
export function literalOf(pattern: string): string | undefined {
  const tokens = tokenize(pattern);
  return tokens.every((token) => typeof token === 'string') ? tokens.join('') : undefined;
}

/**
 * A test for a filter value, in which `*` stands for any text and `?` for one character or none (the User Guide's
 * reading, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html; other pages say exactly one).
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const tokens = tokenize(pattern);
  return (text) => follow(tokens, text);
}
