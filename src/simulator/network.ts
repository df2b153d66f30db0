import { stableId } from './ids.js';

/** The account that all simulated resources belong to. */
export const ACCOUNT = '123456789012';

export const KEY_PAIRS: ReadonlySet<string> = new Set(['scalacity_dev1']);

const GROUP_NAMES = ['default', 'SSH'];

/** Zones after the first, of regions with more than a to c. */
const ZONE_LETTERS: ReadonlyMap<string, string> = new Map([
  ['us-east-1', 'bcdef'],
  ['us-west-2', 'bcd'],
]);

/** A default subnet; `index` numbers the zones of a region from 0. */
export interface Subnet {
  readonly id: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly index: number;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
}

/** A region's default VPC with what lies in it. The ids follow from the region's name. */
export interface Network {
  readonly vpcId: string;
  readonly subnets: readonly [Subnet, ...Subnet[]];
  readonly groups: readonly SecurityGroup[];
}

function defaultSubnet(region: string, letter: string, index: number): Subnet {
  return {
    id: stableId('subnet', region, letter),
    zone: region + letter,
    zoneId: `${zoneIdPrefix(region)}-az${index + 1}`,
    index,
  };
}

/** The default network of a region. */
export function defaultNetwork(region: string): Network {
  const letters = ZONE_LETTERS.get(region) ?? 'bc';
  const others = [...letters].map((letter, index) => defaultSubnet(region, letter, index + 1));
  return {
    vpcId: stableId('vpc', region),
    subnets: [defaultSubnet(region, 'a', 0), ...others],
    groups: GROUP_NAMES.map((name) => ({ id: stableId('sg', region, name), name })),
  };
}

/** As in use1 for us-east-1 and apse2 for ap-southeast-2. */
function zoneIdPrefix(region: string): string {
  const [area = '', ...rest] = region.split('-');
  const compass = rest.join('').replace(/north|south|east|west|central/g, (direction) => direction.charAt(0));
  return area + compass;
}

/**
 * The nth private address of a subnet. EC2's default subnets hold 4,091 addresses; these are larger (10.0.0.0/8
 * over the zones), so that load tests do not run out.
 */
export function privateAddress(subnet: Subnet, nth: number): string {
  const host = subnet.index * 2 ** 21 + 4 + nth;
  return `10.${(host >>> 16) & 255}.${(host >>> 8) & 255}.${host & 255}`;
}

/** The nth public address, from 198.18.0.0/15, which is set aside for tests (RFC 2544). */
export function publicAddress(nth: number): string {
  const host = 1 + (nth % (2 ** 17 - 2));
  return `198.${18 + (host >>> 16)}.${(host >>> 8) & 255}.${host & 255}`;
}

/** us-east-1, the first region, has short domain names. */
export function privateDnsName(region: string, address: string): string {
  const host = `ip-${address.replaceAll('.', '-')}`;
  return region === 'us-east-1' ? `${host}.ec2.internal` : `${host}.${region}.compute.internal`;
}

export function publicDnsName(region: string, address: string): string {
  const host = `ec2-${address.replaceAll('.', '-')}`;
  return region === 'us-east-1'
    ? `${host}.compute-1.amazonaws.com`
    : `${host}.${region}.compute.amazonaws.com`;
}
