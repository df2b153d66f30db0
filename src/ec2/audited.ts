import { randomUUID } from 'node:crypto';
import { ServiceError } from '../errors.js';
import type { Action } from './actions.js';
import type { AttributeChange } from './attributes.js';
import type { Call, Ec2, Launch, Outcome, Outcomes, Reservation } from './ec2.js';
import { type Facts, factsOf, notMade, RecordedChange } from './recorded-change.js';
import type { Trail } from './trail.js';

export interface Audited {
  readonly ec2: Ec2;
  /**
   * Resolves when it is written down what became of every change; further ones are refused from now on. Where the time is up
   * before, it is written down of the others that nobody knows.
   */
  ended(timeUp: Promise<unknown>): Promise<void>;
}

/** Writes down each change before EC2 is asked for it, and what became of it. What cannot be written down is not done. */
export function audited(ec2: Ec2, trail: Trail): Audited {
  const underWay = new Map<RecordedChange, Promise<void>>();
  let isEnding = false;

  const record = async <T>(
    kind: Kind,
    call: Call,
    facts: Facts,
    act: (call: Call) => Promise<T>,
    told: (value: T) => Facts,
  ): Promise<T> => {
    // A request whose client is gone may have further ones to make.
    if (isEnding) throw notMade('the service is shutting down');
    const change = new RecordedChange(trail, { ...kind, change: randomUUID() }, call);
    const acting = change.begin(facts).then(() => act(change));
    const ending = acting
      .then(told, factsOf)
      .then((facts) => change.end(facts))
      .finally(() => underWay.delete(change));
    underWay.set(change, ending);
    return acting;
  };

  const recordEach = async <T>(
    kind: Kind,
    ids: readonly string[],
    call: Call,
    options: Facts,
    act: (call: Call) => Promise<Outcomes<T>>,
  ): Promise<Outcomes<T>> => {
    try {
      return await record(kind, call, { ids, ...options }, act, results);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return new Map<string, Outcome<T>>(ids.map((id) => [id, error]));
    }
  };

  return {
    ec2: {
      ...ec2,
      runInstances: (launch, call) =>
        record(LAUNCH, call, launchFacts(launch), (own) => ec2.runInstances(launch, own), launched),
      startInstances: (ids, call) => recordEach(START, ids, call, {}, (own) => ec2.startInstances(ids, own)),
      stopInstances: (ids, options, call) =>
        recordEach(STOP, ids, call, { ...options }, (own) => ec2.stopInstances(ids, options, own)),
      terminateInstances: (ids, options, call) =>
        recordEach(TERMINATE, ids, call, { ...options }, (own) => ec2.terminateInstances(ids, options, own)),
      rebootInstances: (ids, call) =>
        recordEach(REBOOT, ids, call, {}, (own) => ec2.rebootInstances(ids, own)),
      modifyInstanceAttribute: (id, change, call) => {
        const modify = (own: Call) => ec2.modifyInstanceAttribute(id, change, own);
        return record(MODIFY, call, { ids: [id], ...changeFacts(change) }, modify, factsOf);
      },
    },
    async ended(timeUp) {
      isEnding = true;
      await Promise.race([Promise.all(underWay.values()), timeUp]);
      await Promise.all([...underWay.keys()].map((change) => change.abandon()));
    },
  };
}

/** A change by the name of its mutation, and the action that EC2 has for it. */
export interface Kind {
  readonly operation: string;
  readonly action: Action;
}

export const LAUNCH: Kind = { operation: 'launchInstances', action: 'RunInstances' };
const START: Kind = { operation: 'startInstances', action: 'StartInstances' };
const STOP: Kind = { operation: 'stopInstances', action: 'StopInstances' };
const TERMINATE: Kind = { operation: 'terminateInstances', action: 'TerminateInstances' };
const REBOOT: Kind = { operation: 'rebootInstances', action: 'RebootInstances' };
export const MODIFY: Kind = { operation: 'modifyInstanceAttribute', action: 'ModifyInstanceAttribute' };

/** Without user data and tags, in which there may be secrets. */
function launchFacts(launch: Launch): Facts {
  const { imageId, instanceType, minCount, maxCount, placement, subnetId, clientToken, dryRun } = launch;
  return { imageId, instanceType, minCount, maxCount, placement, subnetId, clientToken, dryRun };
}

function launched({ id, instances }: Reservation): Facts {
  return { outcome: 'ok', reservationId: id, ids: instances.map((instance) => instance.id) };
}

function changeFacts({ attribute, value }: AttributeChange): Facts {
  return attribute === 'userData' ? { attribute } : { attribute, value };
}

function results(outcomes: Outcomes<unknown>): Facts {
  return { results: [...outcomes].map(([id, outcome]) => ({ id, ...factsOf(outcome) })) };
}
