import { ServiceError } from '../errors.js';
import type { Call, InstancePage, Outcome, PageRequest } from './ec2.js';
import { Lane, type LaneOptions } from './lane.js';

interface Options extends Omit<LaneOptions<InstancePage>, 'action' | 'limit' | 'send'> {
  /** Makes the call. Its first token is taken already. */
  list(page: PageRequest, call: Call): Promise<InstancePage>;
}

/** A lane has but one key, however many wait for it. */
const NO_LIMIT = Number.POSITIVE_INFINITY;

/**
 * Lists whose equal pages are asked for once for all who wait for them together, as ids are by a lane. Each waits for
 * the token in its own name, so that a caller who asks for many pages takes its turns with the others, and holds up none who
 * asks for one of the same.
 */
export function sharedPages({ list, ...parts }: Options) {
  /** One for each page that is waited for, and for how many. */
  const lanes = new Map<string, { readonly lane: Lane<InstancePage>; callers: number }>();

  const laneOf = (key: string, page: PageRequest) => {
    const known = lanes.get(key);
    if (known) return known;
    const send: LaneOptions<InstancePage>['send'] = async (_keys, call) =>
      new Map([[key, await list(page, call).catch(asOutcome)]]);
    const lane = new Lane({
      ...parts,
      action: 'DescribeInstances',
      isInOwnName: true,
      limit: NO_LIMIT,
      send,
    });
    const made = { lane, callers: 0 };
    lanes.set(key, made);
    return made;
  };

  return async (page: PageRequest, call: Call): Promise<InstancePage> => {
    const key = JSON.stringify(page);
    const entry = laneOf(key, page);
    entry.callers += 1;
    try {
      const outcomes = await entry.lane.loadAll([key], call);
      const outcome = outcomes.get(key) as Outcome<InstancePage>;
      if (outcome instanceof ServiceError) throw outcome;
      return outcome;
    } finally {
      entry.callers -= 1;
      if (entry.callers === 0) lanes.delete(key);
    }
  };
}

function asOutcome(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  throw error;
}
