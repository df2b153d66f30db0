import { ServiceError } from '../errors.js';
import type { Call, Ec2, Outcomes, RegionalEc2 } from './ec2.js';
import { Finder } from './finder.js';
import { groupedBy, merged } from './outcomes.js';
import { regionOf } from './zones.js';

type Ids = readonly string[];

/** EC2 in several regions as one, the default region first. Each has a budget and batches of its own. */
export function acrossRegions(all: readonly [RegionalEc2, ...RegionalEc2[]]): Ec2 {
  const regions = all.flatMap((ec2) => ec2.regions);
  const finder = new Finder(all);

  /** Asks for each id in the region that has it. */
  const each = async <T>(
    ids: Ids,
    call: Call,
    ask: (ec2: RegionalEc2, some: Ids) => Promise<Outcomes<T>>,
  ): Promise<Outcomes<T>> => {
    const groups = groupedBy(ids, (id) => finder.known(id));
    return merged(
      [...groups].flatMap(([where, some]) =>
        // Those that have to be looked for do not wait for each other.
        where ? [ask(where, some)] : some.map((id) => askLost(id, call, ask)),
      ),
    );
  };

  const askLost = async <T>(
    id: string,
    call: Call,
    ask: (ec2: RegionalEc2, some: Ids) => Promise<Outcomes<T>>,
  ): Promise<Outcomes<T>> => {
    const where = await finder.locate(id, call);
    return where instanceof ServiceError ? new Map([[id, where]]) : ask(where, [id]);
  };

  const locateOne = async (id: string, call: Call): Promise<RegionalEc2> => {
    const where = await finder.locate(id, call);
    if (where instanceof ServiceError) throw where;
    return where;
  };

  return {
    regions,

    async runInstances(launch, call) {
      const ec2 = finder.in(regionOf(launch.placement, regions));
      const reservation = await ec2.runInstances(launch, call);
      finder.note(reservation.instances, ec2);
      return reservation;
    },
    async listInstances(page, call) {
      const ec2 = finder.in(page.region);
      const found = await ec2.listInstances(page, call);
      finder.note(found.instances, ec2);
      return found;
    },
    describeInstances: (ids, call) => finder.describe(ids, call),
    describeInstanceTypes: (names, region, call) =>
      finder.in(region).describeInstanceTypes(names, region, call),

    describeInstanceStatus: (ids, call) =>
      each(ids, call, (ec2, some) => ec2.describeInstanceStatus(some, call)),
    startInstances: (ids, call) => each(ids, call, (ec2, some) => ec2.startInstances(some, call)),
    stopInstances: (ids, options, call) =>
      each(ids, call, (ec2, some) => ec2.stopInstances(some, options, call)),
    terminateInstances: (ids, options, call) =>
      each(ids, call, (ec2, some) => ec2.terminateInstances(some, options, call)),
    rebootInstances: (ids, call) => each(ids, call, (ec2, some) => ec2.rebootInstances(some, call)),

    modifyInstanceAttribute: async (id, change, call) =>
      (await locateOne(id, call)).modifyInstanceAttribute(id, change, call),
    describeInstanceAttribute: async (id, attribute, call) =>
      (await locateOne(id, call)).describeInstanceAttribute(id, attribute, call),
  };
}
