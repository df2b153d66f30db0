import { z } from 'zod';

const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** GraphQL's names by the documented words. */
const BEHAVIORS = new Map([
  ['stop', 'STOP'],
  ['terminate', 'TERMINATE'],
]);

const STATES = new Map(
  ['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'].map((word) => [
    word,
    word.toUpperCase().replace('-', '_'),
  ]),
);

function expected(what: string) {
  return { error: ({ input }: { input?: unknown }) => `expected ${what}, got ${show(input)}` };
}

/** What was given, in brief: it may be as large as a body. */
function show(value: unknown): string {
  const text = json(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** JSON can be read of any depth, but not written. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch {
    return 'what is nested too deep';
  }
}

/** EC2 takes no longer list, and an error is made of every item that is wrong. */
const MOST_ITEMS = 1000;

/** The items that a value stands for, or the value itself where it stands for none. */
function itemsOf(read: (value: unknown) => unknown) {
  return (value: unknown, context: z.RefinementCtx): unknown => {
    const items = read(value);
    if (!Array.isArray(items) || items.length <= MOST_ITEMS) return items;
    context.addIssue({ code: 'custom', message: `expected at most ${MOST_ITEMS}, got ${items.length}` });
    return z.NEVER;
  };
}

/** A text that is given once. */
export const text = z.string(expected('a text'));

/** Decimal text or a JSON number. */
export const integer = z.preprocess(
  (value) => (typeof value === 'string' && /^[+-]?\d{1,10}$/.test(value) ? Number(value) : value),
  z.int32(expected('an integer')),
);

/** `true`, `false`, `1` or `0` in any case, or a JSON boolean. */
export const flag = z.preprocess(
  (value) => FLAGS.get(word(value)) ?? value,
  z.boolean(expected('true or false')),
);

/** A JSON array, the name repeated, or a text separated by commas. */
export const list = z.preprocess(
  itemsOf((value) => (typeof value === 'string' ? parts(value) : value)),
  z.array(z.string(expected('a text')), expected('a list of texts')),
);

export const shutdownBehavior = z
  .preprocess(
    (value) => BEHAVIORS.get(word(value)) ?? value,
    z.enum(['STOP', 'TERMINATE'], expected('stop or terminate')),
  )
  .meta({ enum: [...BEHAVIORS.keys()], default: 'terminate' });

/** A state in EC2's words. */
export const instanceState = z
  .preprocess(
    (value) => STATES.get(word(value)) ?? value,
    z.enum([...STATES.values()], expected(`one of ${[...STATES.keys()].join(', ')}`)),
  )
  .meta({ enum: [...STATES.keys()] });

/** What callers write, as JSON Schema, where no schema of what is read from it could say so. */
export const WRITTEN = z.registry<Readonly<Record<'text' | 'json', Readonly<Record<string, unknown>>>>>();

/** A JSON object, or `key=value` repeated. */
export const tags = z
  .preprocess(
    itemsOf(tagsOf),
    z.array(z.object({ key: z.string(), value: z.string(expected('a text as the value')) }), {
      error: 'expected an object of texts, or key=value, repeated for several',
    }),
  )
  .register(WRITTEN, {
    text: { type: 'array', items: { type: 'string', pattern: '^[^=]+=' } },
    json: { type: 'object', additionalProperties: { type: 'string' } },
  });

/** One of these names. */
export function oneOf<const T extends readonly [string, ...string[]]>(names: T) {
  return z.enum(names, expected(`one of ${names.join(', ')}`));
}

/** A text or a number in lower case; of anything else there is no word. */
function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
}

function parts(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function tagsOf(value: unknown): unknown {
  if (typeof value === 'string') return tagsOf([value]);
  if (Array.isArray(value)) {
    const pairs = value.map((pair) => (typeof pair === 'string' ? /^([^=]+)=(.*)$/s.exec(pair) : null));
    return pairs.every((pair) => pair !== null)
      ? pairs.map(([, key, tag]) => ({ key, value: tag }))
      : undefined;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, tag]) => ({ key, value: tag }));
}
