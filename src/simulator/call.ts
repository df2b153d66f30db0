import type { Parameters } from './parameters.js';
import type { Region } from './region.js';
import type { SimulatorSettings } from './settings.js';

/** One request as its action sees it. */
export interface Call {
  readonly parameters: Parameters;
  readonly region: Region;
  /** Milliseconds since the epoch; the same for the whole call. */
  readonly now: number;
  readonly settings: SimulatorSettings;
  /** Set where EC2 is short of capacity: the share, from 0 up to 1, that a partial launch gets of its margin. */
  readonly shortage: number | undefined;
}

/** Carries a checked request out, and gives the content of the answer's root element. */
export type Effect = () => string;

/**
 * An action checks its parameters and returns the effect, which a dry run leaves out.
 * States are judged by the effect: DryRun asks whether the request is permitted.
 */
export type Action = (call: Call) => Effect;
