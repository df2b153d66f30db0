import type { Figures } from './figures.js';
import type { SideName } from './support/side.js';
import type { Target } from './targets.js';

export interface Options {
  /** How long a side has before its clients give up, in milliseconds. */
  readonly limitMs: number;
}

/** What a scenario found of the two sides. */
export interface OfSides extends Readonly<Record<SideName, Figures>> {
  /** What else was counted on both sides, by its name. */
  readonly counts?: Readonly<Record<string, Readonly<Record<SideName, number>>>>;
  readonly targets: readonly Target[];
}

/** What a scenario measured of several. */
export interface OfMany {
  /** Figures by their names, of each that was measured; all have the same figures. */
  readonly table: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly targets: readonly Target[];
}

export type Findings = OfSides | OfMany;

export interface Scenario {
  readonly name: string;
  /** What is done, as a sentence of the report says it. */
  readonly title: string;
  run(options: Options): Promise<Findings>;
}
