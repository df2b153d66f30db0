import type { Findings, Scenario } from '../scenario.js';
import { atLeast, type Target } from '../targets.js';
import { measureThroughput, type Throughput } from './throughput.js';

/** How many times as many answers per second as another it has to give, from memory where nothing else is said. */
interface Mark {
  readonly name: string;
  readonly beside: string;
  readonly times: number;
}

const LISTS: readonly Mark[] = [
  { name: 'GraphQL', beside: 'Express', times: 1 },
  { name: 'GraphQL, simulated EC2', beside: 'Express', times: 0.3 },
];

export const one = scenario('one', 'One instance with thirteen attributes, over HTTP', 1, [
  { name: 'GraphQL', beside: 'Express', times: 2 },
  { name: 'GraphQL', beside: 'Apollo Server', times: 4 },
  { name: 'REST', beside: 'Express', times: 3 },
  { name: 'GraphQL, simulated EC2', beside: 'Express', times: 1 },
  { name: 'REST, simulated EC2', beside: 'Express', times: 1 },
]);

export const hundred = scenario('hundred', '100 instances with thirteen attributes, over HTTP', 100, LISTS);

export const thousand = scenario(
  'thousand',
  '1,000 instances with thirteen attributes, over HTTP',
  1000,
  LISTS,
);

function scenario(name: string, title: string, instances: number, marks: readonly Mark[]): Scenario {
  return {
    name,
    title,
    async run(): Promise<Findings> {
      const measured = await measureThroughput(instances);
      return {
        table: Object.fromEntries(measured.map((each) => [each.name, row(each, measured)])),
        targets: marks.map((mark) => target(mark, measured)),
      };
    },
  };
}

function row(each: Throughput, all: readonly Throughput[]): Record<string, number> {
  const { answersPerSecond, slowest, fastest, cpuMicroseconds } = each;
  const express = find('Express', all);
  return {
    'answers/s': answersPerSecond,
    slowest,
    fastest,
    'to Express': answersPerSecond / express.answersPerSecond,
    'CPU µs': cpuMicroseconds,
    'CPU to Express': express.cpuMicroseconds / cpuMicroseconds,
  };
}

function target({ name, beside, times }: Mark, all: readonly Throughput[]): Target {
  const ratio = find(name, all).answersPerSecond / find(beside, all).answersPerSecond;
  return atLeast(`${name} beside ${beside}`, ratio, times, '×');
}

function find(name: string, all: readonly Throughput[]): Throughput {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}
