import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Findings } from '../scenario.js';

export interface ScenarioResult extends Findings {
  readonly group: string;
  readonly name: string;
  readonly title: string;
}

/** What a run of the whole benchmark found, and where. */
export interface Results {
  readonly date: string;
  readonly node: string;
  readonly machine: string;
  readonly scenarios: readonly ScenarioResult[];
}

export function resultsOf(scenarios: readonly ScenarioResult[]): Results {
  const [cpu] = cpus();
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    machine: `${cpus().length} × ${cpu?.model ?? process.arch}, ${memoryGiB} GiB, ${process.platform}`,
    scenarios,
  };
}

export function readResults(file: URL): Results {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function writeResults(file: URL, results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);
}

/** Hundredths of a millisecond are noise. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 10) / 10 : value;
}
