import type { Action, Call } from './call.js';
import { keep } from './collections.js';
import { bySequence, candidates } from './describe-instances.js';
import { refusal } from './errors.js';
import { type Field, type Filter, readFilters, selection } from './filters.js';
import type { Instance } from './instance.js';
import { stateXml } from './instance-xml.js';
import { type PageRules, readPage, slice } from './paging.js';
import { STATE_CODES } from './states.js';
import { element, leaf, list } from './xml.js';

const PAGES: PageRules = {
  action: 'DescribeInstanceStatus',
  least: 5,
  most: 1000,
  exclusive: ['InstanceId', 'instancesSet'],
};

const MAX_IDS = 100;

type Health = 'ok' | 'initializing' | 'not-applicable';

/** Status checks take a while after the start; here as long as the start itself. */
function health({ state, since }: Instance, { now, settings }: Call): Health {
  if (state !== 'running') return 'not-applicable';
  return now < since + settings.transitionMs ? 'initializing' : 'ok';
}

const REACHABILITY = { ok: 'passed', initializing: 'initializing', 'not-applicable': undefined } as const;

function summaryXml(name: string, status: Health): string {
  const reachability = REACHABILITY[status];
  if (reachability === undefined) return element(name, leaf('status', status));
  const detail = leaf('name', 'reachability') + leaf('status', reachability);
  return element(
    name,
    leaf('status', status),
    list('details', [detail], (item) => item),
  );
}

/** The fields of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html */
function fields(call: Call): ReadonlyMap<string, Field<Instance>> {
  const status: Field<Instance> = (instance) => [health(instance, call)];
  const reachability: Field<Instance> = (instance) => [REACHABILITY[health(instance, call)] ?? ''];
  const none: Field<Instance> = () => [];
  return new Map<string, Field<Instance>>([
    ['instance-id', ({ id }) => [id]],
    ['availability-zone', ({ subnet }) => [subnet.zone]],
    ['availability-zone-id', ({ subnet }) => [subnet.zoneId]],
    ['instance-state-code', ({ state }) => [String(STATE_CODES[state])]],
    ['instance-state-name', ({ state }) => [state]],
    ['attached-ebs-status.status', status],
    ['instance-status.status', status],
    ['instance-status.reachability', reachability],
    ['system-status.status', status],
    ['system-status.reachability', reachability],
    // Nothing is ever scheduled for a simulated instance.
    ['event.code', none],
    ['event.description', none],
    ['event.instance-event-id', none],
    ['event.not-after', none],
    ['event.not-before', none],
    ['event.not-before-deadline', none],
  ]);
}

function statusXml(instance: Instance, call: Call): string {
  const status = health(instance, call);
  return (
    leaf('instanceId', instance.id) +
    leaf('availabilityZone', instance.subnet.zone) +
    leaf('availabilityZoneId', instance.subnet.zoneId) +
    stateXml('instanceState', instance.state) +
    summaryXml('systemStatus', status) +
    summaryXml('instanceStatus', status)
  );
}

function checkIds({ parameters }: Call): void {
  const ids = parameters.list('InstanceId');
  if (ids.length > MAX_IDS) {
    throw refusal.parameterValue(`The request names more than the maximum of ${MAX_IDS} instance IDs.`);
  }
}

/** DescribeInstanceStatus: running instances, or all of them with IncludeAllInstances. */
export const describeInstanceStatus: Action = (call) => {
  const { parameters } = call;
  checkIds(call);
  const filters: readonly Filter[] = readFilters(parameters);
  const byName = fields(call);
  const isMeant = selection(filters, (name) => byName.get(name));
  const all = parameters.flag('IncludeAllInstances') ?? false;
  const page = readPage(parameters, PAGES);
  const named = candidates(call, filters);
  return () => {
    const meant = keep(named, (instance) => (all || instance.state === 'running') && isMeant(instance));
    const { members, nextToken } = slice(meant, page, PAGES, bySequence);
    return (
      list('instanceStatusSet', members, (instance) => statusXml(instance, call)) +
      leaf('nextToken', nextToken)
    );
  };
};
