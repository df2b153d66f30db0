import { graphql, plain, rest } from './questions.js';
import { type Contestant, measureThroughput } from './throughput.js';

// A program: it measures services that were built elsewhere, each given as NAME=FOLDER OF ITS SERVERS, beside Express.
const services = process.argv.slice(2).map((given) => {
  const at = given.lastIndexOf('=');
  return { name: given.slice(0, at), folder: given.slice(at + 1) };
});
const contestants: Contestant[] = [
  { name: 'Express', server: 'express', door: plain },
  ...services.flatMap(({ name, folder }) => [
    { name: `${name} GraphQL`, server: `${folder}/service`, door: graphql },
    { name: `${name} REST`, server: `${folder}/service`, door: rest },
    { name: `${name} GraphQL, simulated EC2`, server: `${folder}/simulated`, door: graphql },
  ]),
];
/** Fewer than the benchmark's, as there may be many commits. */
const ROUNDS = 3;

for (const instances of [1, 100, 1000]) {
  const measured = await measureThroughput(instances, contestants, ROUNDS);
  const express = measured.find(({ name }) => name === 'Express')?.answersPerSecond ?? 0;
  for (const { name, answersPerSecond } of measured) {
    process.stdout.write(`${instances}\t${name}\t${(answersPerSecond / express).toFixed(2)}\n`);
  }
}
