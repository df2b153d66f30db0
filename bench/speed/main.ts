import { measureThroughput } from './throughput.js';

const [rounds = '5', seconds = '2', connections = '20'] = process.argv.slice(2);

const figures = await measureThroughput({
  rounds: Number(rounds),
  seconds: Number(seconds),
  connections: Number(connections),
});

const columns = ['instances', 'server', 'answers/s', 'to Express', 'CPU µs', 'to Express'];
const rows = figures.map((each) => [
  String(each.instances),
  each.name,
  each.answersPerSecond.toFixed(0),
  each.ratioToExpress.toFixed(2),
  each.cpuMicroseconds.toFixed(0),
  each.cpuRatioToExpress.toFixed(2),
]);
const table = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
process.stdout.write(`${table.join('\n')}\n`);
