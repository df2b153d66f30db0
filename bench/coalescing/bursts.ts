import type { EC2Client } from '@aws-sdk/client-ec2';
import { ratios } from '../figures.js';
import type { Scenario } from '../scenario.js';
import { type Burst, burst, reading, warmUp } from '../support/burst.js';
import type { Ask } from '../support/client.js';
import { runningInstances, stoppedInstances } from '../support/fleet.js';
import { onBothSides } from '../support/side.js';
import { atLeast, atMost, exactly } from '../targets.js';

const SIZE = 1000;

export const reads: Scenario = {
  name: 'reads',
  title: '1,000 reads of one instance each, at once',
  async run({ limitMs }) {
    const { service, baseline } = await thousandAtOnce(runningInstances, reading, limitMs);
    return {
      service: service.figures,
      baseline: baseline.figures,
      targets: [
        atMost('EC2 calls', service.figures.ec2Calls, 10),
        exactly('failed', failed(service), 0),
        atLeast('times faster than the baseline', ratios(service.figures, baseline.figures).time, 20),
      ],
    };
  },
};

export const starts = writes('start', 'starts of one stopped instance each', stoppedInstances);
export const stops = writes('stop', 'stops of one running instance each', runningInstances);
export const terminates = writes('terminate', 'terminations of one running instance each', runningInstances);

type Fleet = (ec2: EC2Client, count: number) => Promise<string[]>;

function writes(verb: string, what: string, fleet: Fleet): Scenario {
  return {
    name: `${verb}s`,
    title: `1,000 ${what}, at once`,
    async run({ limitMs }) {
      const ask = (id: string): Ask => ({ method: 'PUT', path: `/v1/${id}/${verb}` });
      const { service, baseline } = await thousandAtOnce(fleet, ask, limitMs);
      return {
        service: service.figures,
        baseline: baseline.figures,
        targets: [
          atMost('EC2 calls', service.figures.ec2Calls, 8),
          exactly('failed', failed(service), 0),
          atMost('time to the last success', service.figures.elapsedMs, 5000, 'ms'),
        ],
      };
    },
  };
}

function thousandAtOnce(fleet: Fleet, ask: (id: string) => Ask, limitMs: number) {
  return onBothSides({}, async (side) => {
    const ids = await fleet(side.simulator.ec2, SIZE);
    await warmUp(side, ids);
    return burst(side, ids.map(ask), limitMs);
  });
}

/** Attempts that had to be repeated, and requests that did not come to success. */
function failed({ figures, courses }: Burst): number {
  return figures.failures + courses.filter(({ answer }) => answer?.status !== 200).length;
}
