import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface Target {
  readonly url: string;
  /** What is asked in turn: a method and a path. */
  readonly lines: readonly string[];
  readonly seconds: number;
}

/** So many clients, each of which asks again when it is answered; or so many requests a second, whatever comes of them. */
export type Load = Target & ({ readonly atOnce: number } | { readonly perSecond: number });

/** How long each answer took, in milliseconds. */
export interface Outcome {
  readonly accepted: readonly number[];
  readonly refused: readonly number[];
  readonly others: number;
  readonly elapsedMs: number;
}

export interface Generator {
  put(load: Load): Promise<Outcome>;
  end(): void;
}

/** Load from a process of its own, so that neither waits for the other's event loop. */
export function startGenerator(): Generator {
  const child = fork(fileURLToPath(new URL('generator.js', import.meta.url)));
  return {
    put: async (load) => {
      child.send(load);
      const [outcome] = await once(child, 'message');
      return outcome;
    },
    end: () => void child.kill(),
  };
}
