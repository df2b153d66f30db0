import { ServiceError } from '../errors.js';
import type { Outcome, Outcomes } from './ec2.js';

/** Splits keys into runs of at most `size`, each key once. */
export function chunked(keys: readonly string[], size: number): string[][] {
  const unique = [...new Set(keys)];
  return Array.from({ length: Math.ceil(unique.length / size) }, (_, n) =>
    unique.slice(n * size, (n + 1) * size),
  );
}

/**
 * Asks for every key, at most `size` at once, and gives each its outcome: what the answer holds for it, `absent`
 * where it holds nothing, or the error that refused the keys it was asked with.
 */
export async function answerEach<T>(
  keys: readonly string[],
  size: number,
  ask: (chunk: string[]) => Promise<ReadonlyMap<string, T>>,
  absent: (key: string) => ServiceError,
): Promise<Outcomes<T>> {
  const outcomes = new Map<string, Outcome<T>>();
  const settle = async (chunk: string[]) => {
    try {
      const found = await ask(chunk);
      for (const key of chunk) outcomes.set(key, found.get(key) ?? absent(key));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      for (const key of chunk) outcomes.set(key, error);
    }
  };
  await Promise.all(chunked(keys, size).map(settle));
  return outcomes;
}

/** The keys, in order, by what is the same of them. */
export function groupedBy<K>(keys: readonly string[], of: (key: string) => K): Map<K, string[]> {
  const groups = new Map<K, string[]>();
  for (const key of keys) {
    const group = groups.get(of(key));
    if (group) group.push(key);
    else groups.set(of(key), [key]);
  }
  return groups;
}

export async function merged<T>(answers: readonly Promise<Outcomes<T>>[]): Promise<Outcomes<T>> {
  return new Map((await Promise.all(answers)).flatMap((answer) => [...answer]));
}
