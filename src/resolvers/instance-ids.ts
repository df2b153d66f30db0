import { badInput } from '../errors.js';

/** 17 digits, or 8 as EC2 gave out until 2016. */
const INSTANCE_ID = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

const MOST_IDS = 1000;
/** An answer repeats every id that was asked for, and the same long one may be asked for a thousand times. */
const MOST_CHARACTERS = 255;

/** EC2 is not asked about what cannot be an id: it would refuse everything that it was asked with. */
export function isInstanceId(id: string): boolean {
  return INSTANCE_ID.test(id);
}

export function checkIds(argument: string, ids: readonly string[]): void {
  if (ids.length < 1 || ids.length > MOST_IDS) {
    throw badInput(argument, `expected 1 to ${MOST_IDS} instance ids, got ${ids.length}`);
  }
  const long = ids.find((id) => id.length > MOST_CHARACTERS);
  if (long !== undefined) {
    throw badInput(
      argument,
      `expected ids of at most ${MOST_CHARACTERS} characters, got one of ${long.length}`,
    );
  }
}
