import type { Action } from './actions.js';
import { UNFILTERED_DESCRIBE } from './budget.js';
import type { RegionalEc2 } from './ec2.js';
import { Lane, type LaneOptions } from './lane.js';
import { sharedPages } from './shared-pages.js';

/** As many as go into one answer to StartInstances and the like; AWS documents a limit for TerminateInstances alone. */
const MOST_INSTANCES = 1000;

type Parts = Pick<LaneOptions<never>, 'governor' | 'clock' | 'observer'>;

/** Merges what many callers ask at the same time into few EC2 calls, and answers each caller by itself. */
export function coalesced(ec2: RegionalEc2, parts: Parts): RegionalEc2 {
  const lane = <T>(action: Action, limit: number, send: LaneOptions<T>['send'], bucket: string = action) =>
    new Lane<T>({ ...parts, action, bucket, limit, send });
  const write = <T>(action: Action, send: LaneOptions<T>['send']) => lane(action, MOST_INSTANCES, send);
  /** What is forced and what is not cannot go in one call. */
  const byForce = <T>(make: (options: { force: boolean }) => Lane<T>) => {
    const [gentle, forced] = [make({ force: false }), make({ force: true })];
    return (force: boolean) => (force ? forced : gentle);
  };

  const [region = ''] = ec2.regions;
  const instances = lane('DescribeInstances', 200, (ids, call) => ec2.describeInstances(ids, call));
  const instancesById = lane(
    'DescribeInstances',
    200,
    (ids, call) => ec2.describeInstancesById(ids, call),
    UNFILTERED_DESCRIBE,
  );
  const statuses = lane('DescribeInstanceStatus', 100, (ids, call) => ec2.describeInstanceStatus(ids, call));
  const types = lane('DescribeInstanceTypes', 100, (names, call) =>
    ec2.describeInstanceTypes(names, region, call),
  );
  const start = write('StartInstances', (ids, call) => ec2.startInstances(ids, call));
  const reboot = write('RebootInstances', (ids, call) => ec2.rebootInstances(ids, call));
  const stop = byForce((options) =>
    write('StopInstances', (ids, call) => ec2.stopInstances(ids, options, call)),
  );
  const terminate = byForce((options) =>
    write('TerminateInstances', (ids, call) => ec2.terminateInstances(ids, options, call)),
  );

  return {
    ...ec2,
    listInstances: sharedPages({ ...parts, list: (page, call) => ec2.listInstances(page, call) }),
    describeInstances: (ids, call) => instances.loadAll(ids, call),
    describeInstancesById: (ids, call) => instancesById.loadAll(ids, call),
    describeInstanceStatus: (ids, call) => statuses.loadAll(ids, call),
    describeInstanceTypes: (names, _region, call) => types.loadAll(names, call),
    startInstances: (ids, call) => start.loadAll(ids, call),
    stopInstances: (ids, { force }, call) => stop(force).loadAll(ids, call),
    terminateInstances: (ids, { force }, call) => terminate(force).loadAll(ids, call),
    rebootInstances: (ids, call) => reboot.loadAll(ids, call),
  };
}
