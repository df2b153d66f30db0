import type { Scenario } from '../scenario.js';
import { type Burst, burst, starting, warmUp } from '../support/burst.js';
import { stoppedInstances, terminate } from '../support/fleet.js';
import { onBothSides } from '../support/side.js';
import { atMost, exactly } from '../targets.js';

const STOPPED = 980;
const TERMINATED = 10;
const UNKNOWN = 10;

export const mixedStarts: Scenario = {
  name: 'mixed-starts',
  title: '1,000 starts at once, of which 10 are of unknown and 10 of terminated instances',
  async run({ limitMs }) {
    const { service, baseline } = await onBothSides({}, async (side) => {
      const launched = await stoppedInstances(side.simulator.ec2, STOPPED + TERMINATED);
      const terminated = launched.splice(STOPPED);
      await terminate(side.simulator.ec2, terminated);
      await warmUp(side, launched);
      return burst(side, spread(launched, [...terminated, ...unknownIds()]).map(starting), limitMs);
    });
    return {
      service: service.figures,
      baseline: baseline.figures,
      targets: [
        exactly('started', withStatus(service, 200), STOPPED),
        exactly('not found (404)', withStatus(service, 404), UNKNOWN),
        exactly("refused with EC2's reason (408)", refusedWithReason(service), TERMINATED),
        exactly('attempts repeated', service.figures.failures, 0),
        atMost('EC2 calls', service.figures.ec2Calls, 60),
      ],
    };
  },
};

function unknownIds(): string[] {
  return Array.from(
    { length: UNKNOWN },
    (_, index) => `i-0123456789abcde${index.toString(16).padStart(2, '0')}`,
  );
}

/** Puts the few at even distances between the many. */
function spread(many: readonly string[], few: readonly string[]): string[] {
  const distance = Math.floor(many.length / few.length);
  return few.flatMap((one, index) => {
    const end = index === few.length - 1 ? many.length : (index + 1) * distance;
    return [...many.slice(index * distance, end), one];
  });
}

function withStatus({ courses }: Burst, status: number): number {
  return courses.filter(({ answer }) => answer?.status === status).length;
}

function refusedWithReason({ courses }: Burst): number {
  return courses.filter(
    ({ answer }) => answer?.status === 408 && JSON.stringify(answer.body).includes('IncorrectInstanceState'),
  ).length;
}
