import { badInput } from '../errors.js';

/** EC2's names are none longer. What is sent goes into one request, of which nobody would know what became if EC2 did not read it. */
const MOST_CHARACTERS = 255;
const MOST_TEXTS = 200;

/** Names and ids, or lists of them, as EC2 can take them; throws BAD_USER_INPUT. */
export function checkSizes(argument: string, given: string | readonly string[] | null | undefined): void {
  const texts = [given ?? []].flat();
  if (texts.length > MOST_TEXTS) {
    throw badInput(argument, `expected at most ${MOST_TEXTS}, got ${texts.length}`);
  }
  const long = texts.find((text) => text.length > MOST_CHARACTERS);
  if (long === undefined) return;
  throw badInput(argument, `expected at most ${MOST_CHARACTERS} characters, got ${long.length}`);
}
