import { LIMITS } from './limits.js';

/** Strings and comments, within which a bracket is none; what is not closed is for the parser to refuse. */
const BRACKETS = /"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[{[(]|[)\]}]/g;
const LINE_ENDS = /\r\n|[\n\r]/g;

/** What is wrong with the text of a document before it is parsed, if anything. */
export function textFault(source: string): string | undefined {
  const { characters, lines, nesting } = LIMITS;
  if (source.length > characters) {
    return `expected a document of at most ${characters} characters, got ${source.length}; long texts go into variables`;
  }
  if (hasMoreLines(source, lines)) return `expected a document of at most ${lines} lines`;
  if (nestsDeeper(source, nesting)) return `expected brackets of a document nested at most ${nesting} deep`;
  return undefined;
}

function hasMoreLines(source: string, most: number): boolean {
  let lines = 1;
  for (const _ of source.matchAll(LINE_ENDS)) {
    lines += 1;
    if (lines > most) return true;
  }
  return false;
}

function nestsDeeper(source: string, most: number): boolean {
  let depth = 0;
  for (const [token] of source.matchAll(BRACKETS)) {
    if (/^[{[(]/.test(token)) depth += 1;
    else if (/^[)\]}]/.test(token)) depth -= 1;
    if (depth > most) return true;
  }
  return false;
}
