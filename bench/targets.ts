/** Something that has to hold, and what was measured of it. */
export interface Target {
  readonly what: string;
  readonly measured: number;
  readonly relation: 'at most' | 'at least' | 'exactly';
  readonly bound: number;
  readonly unit: string;
  readonly holds: boolean;
}

const HOLDS: Readonly<Record<Target['relation'], (measured: number, bound: number) => boolean>> = {
  'at most': (measured, bound) => measured <= bound,
  'at least': (measured, bound) => measured >= bound,
  exactly: (measured, bound) => measured === bound,
};

const target =
  (relation: Target['relation']) =>
  (what: string, measured: number, bound: number, unit = ''): Target => ({
    what,
    measured,
    relation,
    bound,
    unit,
    holds: HOLDS[relation](measured, bound),
  });

export const atMost = target('at most');
export const atLeast = target('at least');
export const exactly = target('exactly');
