import { refusal } from './errors.js';
import { groupById, groupByName } from './groups.js';
import { launchError } from './instance-errors.js';
import type { SecurityGroup, Subnet } from './network.js';
import type { Parameters } from './parameters.js';
import type { Region } from './region.js';

/** Where a launch goes. */
export interface LaunchPlacement {
  readonly subnet: Subnet;
  readonly groups: readonly SecurityGroup[];
  /** The zone where the request chose one, by name or by subnet. */
  readonly chosenZone: string | undefined;
  readonly privateAddress: string | undefined;
  readonly publicAddress: boolean;
  readonly description: string;
  readonly deleteInterface: boolean;
}

const wantsGroups = (parameters: Parameters): boolean =>
  parameters.has('SecurityGroup') || parameters.has('SecurityGroupId');

/** The one network interface of a request, or the request itself, which then speaks for it. */
function interfaceOf(parameters: Parameters): Parameters {
  const [first, ...others] = parameters.structures('NetworkInterface');
  if (first === undefined) return parameters;
  if (parameters.has('SubnetId')) {
    throw refusal.combination(
      'Network interfaces and an instance-level subnet ID may not be specified on the same request',
    );
  }
  if (wantsGroups(parameters)) {
    throw refusal.combination(
      'Network interfaces and an instance-level security groups may not be specified on the same request',
    );
  }
  // Instances here have the primary interface only, which is made with them.
  if (others.length > 0 || first.has('NetworkInterfaceId')) {
    throw refusal.parameterValue('One new network interface is supported for each instance.');
  }
  return first;
}

function subnetById(id: string, { network }: Region): Subnet {
  const subnet = network.subnets.find((one) => one.id === id);
  if (subnet === undefined) throw launchError.subnetNotFound(id);
  return subnet;
}

function subnetOfZone(zone: string, { network }: Region): Subnet {
  const subnet = network.subnets.find((one) => one.zone === zone || one.zoneId === zone);
  if (subnet === undefined) throw refusal.parameterValue(`Invalid availability zone: [${zone}]`);
  return subnet;
}

function chooseSubnet(subnetId: string | undefined, zone: string | undefined, region: Region) {
  const byZone = zone === undefined ? undefined : subnetOfZone(zone, region);
  if (subnetId === undefined) return byZone;
  const subnet = subnetById(subnetId, region);
  if (byZone !== undefined && byZone !== subnet) {
    throw refusal.parameterValue(
      `The availability zone '${byZone.zone}' does not match the zone '${subnet.zone}' of the subnet '${subnetId}'.`,
    );
  }
  return subnet;
}

function chooseGroups(parameters: Parameters, link: Parameters, region: Region): SecurityGroup[] {
  const names = parameters.list('SecurityGroup');
  if (names.length > 0 && link.has('SubnetId')) {
    throw refusal.combination('The parameter groupName cannot be used with the parameter subnet');
  }
  const groups = [
    ...link.list('SecurityGroupId').map((id) => groupById(id, region)),
    ...names.map((name) => groupByName(name, region)),
  ];
  return groups.length > 0 ? [...new Set(groups)] : [groupByName('default', region)];
}

/**
 * Where the request wants its instances. Without a zone EC2 chooses one; the simulator takes the first.
 * @throws Ec2Error where it names what is not there or contradicts itself
 */
export function readPlacement(parameters: Parameters, region: Region): LaunchPlacement {
  const link = interfaceOf(parameters);
  const zone =
    parameters.text('Placement.AvailabilityZone') || parameters.text('Placement.AvailabilityZoneId');
  const chosen = chooseSubnet(link.text('SubnetId') || undefined, zone || undefined, region);
  return {
    subnet: chosen ?? region.network.subnets[0],
    groups: chooseGroups(parameters, link, region),
    chosenZone: chosen?.zone,
    privateAddress: link.text('PrivateIpAddress') || undefined,
    // Default subnets give public addresses.
    publicAddress: link.flag('AssociatePublicIpAddress') ?? true,
    description: link.text('Description') ?? '',
    deleteInterface: link.flag('DeleteOnTermination') ?? true,
  };
}
