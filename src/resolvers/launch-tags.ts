import { createHash } from 'node:crypto';
import type { Tag } from '../ec2/ec2.js';
import { badInput } from '../errors.js';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html */
const MOST_TAGS = 50;
const LONGEST_VALUE = 256;

/** The keys of the tags by which it can be told who launched an instance; undefined where there are to be none. */
export interface LaunchTags {
  readonly caller: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/**
 * The tags of a launch: those that were asked for, and those of who asked. The same on every repetition, as EC2 refuses a client
 * token that comes with anything else. The key itself is not told to everybody who may see tags.
 */
export function withLaunchTags(
  tags: readonly Tag[],
  names: LaunchTags,
  caller: string,
  idempotencyKey: string,
): readonly Tag[] {
  const own: Tag[] = [];
  if (names.caller) own.push({ key: names.caller, value: fitting(caller) });
  if (names.idempotencyKey) own.push({ key: names.idempotencyKey, value: hash(idempotencyKey) });
  check(tags, names, MOST_TAGS - own.length);
  return [...tags, ...own];
}

function check(tags: readonly Tag[], { caller, idempotencyKey }: LaunchTags, most: number): void {
  if (tags.length > most) throw badInput('tags', `expected at most ${most} tags, got ${tags.length}`);
  const keys = new Set<string>();
  for (const { key, value } of tags) {
    // As AWS counts: characters, not UTF-16 units.
    const [keyLength, valueLength] = [[...key].length, [...value].length];
    if (keyLength < 1 || keyLength > 128) {
      throw badInput('tags', `expected keys of 1 to 128 characters, got one of ${keyLength}`);
    }
    if (valueLength > LONGEST_VALUE) {
      throw badInput(
        'tags',
        `expected values of up to ${LONGEST_VALUE} characters, got one of ${valueLength}`,
      );
    }
    if (key === caller || key === idempotencyKey) {
      throw badInput('tags', `expected no ${key}, which the service gives by itself`);
    }
    if (keys.has(key)) throw badInput('tags', `expected each key once, got '${key}' twice`);
    keys.add(key);
  }
}

/** The name of a caller, or its hash where it is too long for a tag. */
function fitting(caller: string): string {
  return [...caller].length <= LONGEST_VALUE ? caller : `sha256:${hash(caller)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
