import type { Action, Call } from './call.js';
import { refusal } from './errors.js';
import type { Instance } from './instance.js';
import { instanceError, launchError } from './instance-errors.js';
import { type LaunchPlan, launchOne, readDevices, readTagSpecifications } from './launch.js';
import type { Launch } from './launch-ledger.js';
import { readPlacement } from './launch-placement.js';
import { type Counts, readAttributes, readCounts, readOptions } from './launch-request.js';
import { checkQuota } from './quota.js';
import { reservationXml } from './reservation-xml.js';

/** Parameters in which two requests with the same token may differ. */
const NOT_COMPARED = ['ClientToken', 'DryRun'];

/** What all checks of a request have made of it. */
interface Wish {
  readonly plan: LaunchPlan;
  readonly counts: Counts;
  readonly fingerprint: string;
}

function readWish({ parameters, region }: Call): Wish {
  const counts = readCounts(parameters);
  const placement = readPlacement(parameters, region);
  if (placement.privateAddress !== undefined && counts.most > 1) {
    throw refusal.combination('A private IP address can be given to one instance only');
  }
  const plan = {
    placement,
    options: readOptions(parameters, placement),
    attributes: readAttributes(parameters, placement),
    devices: readDevices(parameters),
    tags: readTagSpecifications(parameters),
  };
  return { plan, counts, fingerprint: parameters.fingerprint(NOT_COMPARED) };
}

/** How many instances there is capacity for. @throws Ec2Error InsufficientInstanceCapacity below MinCount */
function capacity({ shortage }: Call, { counts: { least, most }, plan }: Wish): number {
  if (shortage === undefined) return most;
  if (least === most) {
    throw instanceError.insufficientCapacity(plan.attributes.instanceType, plan.placement.subnet.zone);
  }
  return least + Math.floor(shortage * (most - least));
}

function launch(call: Call, wish: Wish): { reservationId: string; instances: Instance[] } {
  const { region, now } = call;
  const { plan } = wish;
  const { options, attributes, placement } = plan;
  const types = Array<string>(wish.counts.most).fill(attributes.instanceType);
  if (options.spot === undefined) checkQuota(call, types);
  const count = capacity(call, wish);
  const address = placement.privateAddress;
  if (address !== undefined && !region.reserveAddress(address, now)) throw launchError.addressInUse(address);
  const reservationId = region.ids.next('r');
  const instances = Array.from({ length: count }, (_, index) =>
    launchOne(plan, reservationId, index, region, now),
  );
  return { reservationId, instances };
}

/**
 * The instances of an earlier launch, as they are now.
 * EC2 has been seen both to refuse the token of a terminated instance and to return that instance. The refusal is
 * what callers have to be ready for, so one terminated instance of a launch is enough for it.
 */
function replay({ region, now }: Call, earlier: Launch): Instance[] {
  return region.launched(earlier, now).map((instance) => {
    if (instance === undefined || instance.state === 'terminated') throw instanceError.tokenTerminated();
    return instance;
  });
}

/**
 * RunInstances. A request with a client token that was used in the same scope returns the earlier launch; where
 * capacity is short a launch is partial, down to MinCount.
 */
export const runInstances: Action = (call) => {
  const wish = readWish(call);
  const { region, now } = call;
  const { options, placement } = wish.plan;
  const scope = placement.chosenZone ?? 'region';
  return () => {
    region.bury(now);
    const token = options.clientToken;
    const earlier = token && region.ledger.earlier(scope, token, wish.fingerprint);
    if (earlier) return reservationXml(earlier.reservationId, replay(call, earlier), region);
    const { reservationId, instances } = launch(call, wish);
    if (token) {
      const instanceIds = instances.map(({ id }) => id);
      const record = { reservationId, instanceIds, fingerprint: wish.fingerprint, at: now };
      region.ledger.record(scope, token, record, (id) => region.find(id, now) !== undefined);
    }
    return reservationXml(reservationId, instances, region);
  };
};
