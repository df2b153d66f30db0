import type { Figures } from '../figures.js';
import type { Scenario } from '../scenario.js';
import { figuresOf, reading } from '../support/burst.js';
import type { Course } from '../support/client.js';
import { runningInstances } from '../support/fleet.js';
import { type Side, withSide } from '../support/side.js';
import { atMost, exactly } from '../targets.js';

const READS = 200;
/** The first ones have the code compiled. */
const WARM_UP = 50;

export const loneReads: Scenario = {
  name: 'lone-reads',
  title: '200 reads, one at a time',
  async run({ limitMs }) {
    const [service, baseline] = await withSide('service', {}, (first) =>
      withSide('baseline', {}, async (second) => {
        const readers = [await readerOf(first, limitMs), await readerOf(second, limitMs)] as const;
        // In turns: whatever else the machine does, it does to both.
        for (let read = 0; read < WARM_UP + READS; read++) {
          for (const reader of readers) await reader.read();
        }
        return [await readers[0].figures(), await readers[1].figures()] as const;
      }),
    );
    return {
      service,
      baseline,
      targets: [
        exactly('failed', service.failures, 0),
        atMost("p50 beside the baseline's", (100 * p50(service)) / p50(baseline), 105, '%'),
      ],
    };
  },
};

/** Reads an instance of its own over and over. */
async function readerOf({ client, simulator }: Side, limitMs: number) {
  const [id = ''] = await runningInstances(simulator.ec2, 1);
  const courses: Course[] = [];
  let callsBefore = 0;
  return {
    read: async () => {
      if (courses.length === WARM_UP) callsBefore = await simulator.calls();
      courses.push(await client.settle(reading(id), AbortSignal.timeout(limitMs)));
    },
    figures: async (): Promise<Figures> => {
      const counted = courses.slice(WARM_UP);
      const elapsedMs = counted.reduce((sum, course) => sum + course.elapsedMs, 0);
      return figuresOf(counted, elapsedMs, (await simulator.calls()) - callsBefore);
    },
  };
}

const p50 = (figures: Figures): number => figures.p50Ms ?? Number.POSITIVE_INFINITY;
