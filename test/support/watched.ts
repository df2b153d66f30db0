import { ManualClock, settled } from './clock.js';
import { graphql } from './doors.js';
import { metric } from './metrics.js';
import { startService } from './service.js';

export const INTERVAL_MS = 2000;
const LAUNCH =
  'mutation ($count: Int!) { launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro", minCount: $count, maxCount: $count }) { instanceIds } }';

/** A service whose polls come when the test moves the time, which the states of its instances go by too. */
export async function startWatched(environment: Record<string, string> = {}) {
  const clock = new ManualClock();
  const { now, delay } = clock;
  // So that each state is met by a poll, however its beginning and the polls lie.
  const settings = {
    WATCH_INTERVAL_MS: String(INTERVAL_MS),
    SIMULATOR_TRANSITION_MS: String(1.5 * INTERVAL_MS),
    ...environment,
  };
  const service = await startService(settings, { now, delay });

  const launched = async (count: number): Promise<string[]> => {
    const { data } = await graphql(service, LAUNCH, { count });
    return data.launchInstances.instanceIds;
  };

  /** How often EC2 has been asked for instances. */
  const polls = async (): Promise<number> => {
    const sample = 'ec2_calls_total{action="DescribeInstances",outcome="ok"}';
    return (await metric(service, sample))[sample] ?? 0;
  };

  const polled = async (count: number) => {
    while ((await polls()) < count) await settled();
  };

  /** Moves on to the next polls, each with one call, and waits for their ends. */
  const poll = async (times = 1) => {
    for (let time = 0; time < times; time++) {
      const before = await polls();
      await clock.advance(INTERVAL_MS);
      await polled(before + 1);
    }
  };

  return { service, clock, launched, polls, polled, poll };
}

/** Until it is true. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await settled();
}
