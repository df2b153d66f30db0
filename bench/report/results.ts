import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { GroupName } from '../groups.js';
import type { Findings, OfMany, OfSides } from '../scenario.js';

interface Named {
  readonly name: string;
  readonly title: string;
}

export type ScenarioResult = Named & Findings;

/** What a run of a whole group found, and where. */
export interface Run {
  readonly date: string;
  readonly node: string;
  readonly machine: string;
  readonly scenarios: readonly ScenarioResult[];
}

/** The last run of each group. */
export type Results = Readonly<Record<GroupName, Run>>;

/** Those of its scenarios that compare the two sides. */
export function ofSides({ scenarios }: Run): (Named & OfSides)[] {
  return scenarios.filter((scenario) => 'service' in scenario);
}

/** Those that compare several. */
export function ofMany({ scenarios }: Run): (Named & OfMany)[] {
  return scenarios.filter((scenario) => 'table' in scenario);
}

export function runOf(scenarios: readonly ScenarioResult[]): Run {
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

/** Hundredths of a millisecond are noise; of a ratio they are told. */
function rounded(_name: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  const parts = Math.abs(value) < 10 ? 100 : 10;
  return Math.round(value * parts) / parts;
}
