import { settled } from './clock.js';
import { aWorld, type Service, startService } from './service.js';

const LATENCY_MS = 50;

/** A service whose EC2 calls can be held back, so that requests come together. */
export async function startWithSlowEc2(environment: Record<string, string> = {}) {
  const clock = aWorld();
  let held: { ms: number; go: () => void }[] | undefined;
  let ec2Calls = 0;
  const delay = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (ms === LATENCY_MS) ec2Calls += 1;
    const delays = held;
    return delays ? new Promise((go) => delays.push({ ms, go })) : clock.world.delay(ms, signal);
  };
  const service: Service = {
    ...(await startService(
      { SIMULATOR_LATENCY_MS: String(LATENCY_MS), ...environment },
      { now: clock.world.now, delay },
    )),
    advance: clock.advance,
  };

  /** Sends all requests, lets none of their EC2 calls go until the last has come in, and gives all answers. */
  async function atOnce<T>(requests: readonly (() => Promise<T>)[]) {
    held = [];
    ec2Calls = 0;
    const expected = service.arrived() + requests.length;
    let left = requests.length;
    const answers = requests.map(async (send) => {
      const answer = await send();
      left -= 1;
      return answer;
    });
    while (service.arrived() < expected) await settled();
    while (left > 0) {
      await settled();
      for (const { ms, go } of held.splice(0)) {
        clock.advance(ms);
        go();
      }
    }
    held = undefined;
    return { answers: await Promise.all(answers), ec2Calls };
  }

  return { service, atOnce, ec2Calls: () => ec2Calls };
}
