import type { Action, Call } from './call.js';
import { refusal } from './errors.js';
import type { Instance } from './instance.js';
import { instanceError } from './instance-errors.js';
import { stateXml } from './instance-xml.js';
import { checkQuota } from './quota.js';
import { type LifecycleAction, REACTIONS, type StateName } from './states.js';
import { moveTo, type StateReason, USER_HIBERNATE } from './transitions.js';
import { leaf, list } from './xml.js';

/** A move that an action has decided on and not yet made; `to` is the present state where it stays. */
interface Move {
  readonly instance: Instance;
  readonly from: StateName;
  readonly to: StateName;
}

/** Also what EC2 says to an empty list. */
function named({ parameters, region, now }: Call): Instance[] {
  const ids = parameters.list('InstanceId');
  if (ids.length === 0) throw refusal.missingParameter('InstanceId');
  return region.findAll(ids, now);
}

/** What the state table says; undefined where it refuses. */
function decide(instance: Instance, action: LifecycleAction): Move | undefined {
  const from = instance.state;
  const reaction = REACTIONS[from][action];
  if (reaction === 'refused') return undefined;
  return { instance, from, to: reaction === 'unchanged' ? from : reaction };
}

function carryOut(moves: readonly Move[], { region, now }: Call, reason?: StateReason): void {
  for (const { instance, from, to } of moves) {
    if (from !== to) moveTo(instance, to, region, now, reason);
  }
}

function movesXml(moves: readonly Move[]): string {
  return list(
    'instancesSet',
    moves,
    ({ instance, from, to }) =>
      leaf('instanceId', instance.id) + stateXml('currentState', to) + stateXml('previousState', from),
  );
}

function start(instance: Instance, { now, settings }: Call): Move {
  const move = decide(instance, 'start');
  if (move === undefined) throw instanceError.cannotStart(instance.id);
  const { retypedAt = Number.NEGATIVE_INFINITY } = instance;
  if (move.from === 'stopped' && now < retypedAt + settings.consistencyMs)
    throw instanceError.retypedTooLately();
  return move;
}

/** StartInstances: all of them or, naming the first that cannot be, none. */
export const startInstances: Action = (call) => {
  const instances = named(call);
  return () => {
    const moves = instances.map((one) => start(one, call));
    const onDemand = moves.filter(({ from, instance }) => from === 'stopped' && !instance.options.spot);
    checkQuota(
      call,
      onDemand.map(({ instance }) => instance.attributes.instanceType),
    );
    carryOut(moves, call);
    return movesXml(moves);
  };
};

function stop(instance: Instance): Move {
  const { id, state, hasRun, options, attributes } = instance;
  const move = decide(instance, 'stop');
  if (move === undefined) throw instanceError.cannotStop(id);
  if (move.from === move.to) return move;
  if (state === 'pending' && !hasRun) throw instanceError.neverRan(id);
  if (options.spot !== undefined && !options.spot.persistent) throw instanceError.oneTimeSpot(id);
  if (attributes.disableApiStop) throw instanceError.mayNotStop(id);
  return move;
}

/** StopInstances: all or none. Force and SkipOsShutdown change nothing, as no operating system runs. */
export const stopInstances: Action = (call) => {
  const instances = named(call);
  const hibernate = call.parameters.flag('Hibernate') ?? false;
  return () => {
    const moves = instances.map(stop);
    const unable = instances.find(({ options }) => hibernate && !options.hibernation);
    if (unable !== undefined) throw instanceError.notHibernatable(unable.id);
    carryOut(moves, call, hibernate ? USER_HIBERNATE : undefined);
    return movesXml(moves);
  };
};

/** The attribute that keeps an instance from being terminated. Stop protection does that too. */
function protection({ state, attributes }: Instance): string | undefined {
  if (state === 'shutting-down' || state === 'terminated') return undefined;
  if (attributes.disableApiTermination) return 'disableApiTermination';
  return attributes.disableApiStop ? 'disableApiStop' : undefined;
}

/** The most ids that one call may name. */
const MAX_TERMINATED = 1000;

/**
 * TerminateInstances. Protected instances make the call fail, and keep those of their Availability Zone alive;
 * those of other zones are terminated all the same,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
 */
export const terminateInstances: Action = (call) => {
  if (call.parameters.list('InstanceId').length > MAX_TERMINATED)
    throw refusal.tooManyResources(MAX_TERMINATED);
  const instances = named(call);
  return () => {
    const spared = instances.filter((instance) => protection(instance) !== undefined);
    const zones = new Set(spared.map(({ subnet }) => subnet.zone));
    const moves = instances
      .filter(({ subnet }) => !zones.has(subnet.zone))
      .flatMap((one) => decide(one, 'terminate') ?? []);
    carryOut(moves, call);
    for (const one of spared) throw instanceError.mayNotTerminate(one.id, protection(one) ?? '');
    return movesXml(moves);
  };
};

/** RebootInstances: a running instance stays running; terminated ones are ignored. */
export const rebootInstances: Action = (call) => {
  const instances = named(call);
  return () => {
    const unable = instances.find((one) => decide(one, 'reboot') === undefined);
    if (unable !== undefined) throw instanceError.cannotReboot(unable.id, unable.state);
    return leaf('return', true);
  };
};
