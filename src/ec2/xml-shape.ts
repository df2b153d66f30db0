/** An element that holds a text, and what the text means; undefined where it means nothing. */
export interface Leaf<T> {
  readonly kind: 'leaf';
  readonly read: (text: string) => T | undefined;
}

/** An element that holds others, each at most once, of which those in `members` are read. */
export interface Struct<T> {
  readonly kind: 'struct';
  readonly members: ReadonlyMap<string, Member>;
  /** Only in the types. */
  readonly result?: T;
}

/** An element that holds any number of `item` elements. */
export interface List<T> {
  readonly kind: 'list';
  readonly members: ReadonlyMap<string, Member>;
  /** Only in the types. */
  readonly result?: T[];
}

export type Shape = Leaf<unknown> | Struct<unknown> | List<unknown>;

export interface Member {
  /** What it is called in the result. */
  readonly key: string;
  readonly shape: Shape;
}

/** What an element of a shape is decoded to. */
export type Decoded<S> =
  S extends Leaf<infer T> ? T : S extends Struct<infer T> ? T : S extends List<infer T> ? T[] : never;

type Rows = Readonly<Record<string, readonly [key: string, shape: Shape]>>;

type Fields<R extends Rows> = { [Element in keyof R as R[Element][0]]?: Decoded<R[Element][1]> };

/** @param rows by the name of the element: what it is called in the result, and its shape */
export function struct<const R extends Rows>(rows: R): Struct<Fields<R>> {
  const members = Object.entries(rows).map(([element, [key, shape]]) => [element, { key, shape }] as const);
  return { kind: 'struct', members: new Map(members) };
}

export function list<T>(item: Struct<T>): List<T> {
  return { kind: 'list', members: new Map([['item', { key: 'item', shape: item }]]) };
}

function leaf<T>(read: (text: string) => T | undefined): Leaf<T> {
  return { kind: 'leaf', read };
}

export const text = leaf((words) => words);

/** A text that is one of a few, as EC2 has it; nobody looks whether it is. */
export function term<T extends string>(): Leaf<T> {
  return leaf((word) => word as T);
}

export const integer = leaf((digits) => (/^\d{1,9}$/.test(digits) ? Number(digits) : undefined));

export const boolean = leaf((word) => (word === 'true' ? true : word === 'false' ? false : undefined));

const INSTANT = /^[12]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

/** A point in time, in the form that EC2 writes it. */
export const instant = leaf((written) => {
  const date = new Date(INSTANT.test(written) ? written : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
});
