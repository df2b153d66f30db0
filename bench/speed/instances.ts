import type { Instance } from '../../src/ec2/ec2.js';

/** As many instances as are wanted, the same ones each time. */
export function fixedInstances(count: number): Instance[] {
  return Array.from({ length: count }, (_, n) => fixedInstance(n));
}

function fixedInstance(n: number): Instance {
  const host = `${(n >> 8) & 255}-${n & 255}`;
  return {
    id: idOf(n),
    publicDnsName: `ec2-203-0-${host}.compute-1.amazonaws.com`,
    privateDnsName: `ip-10-0-${host}.ec2.internal`,
    state: 'running',
    stateCode: 16,
    keyName: 'scalacity_dev1',
    instanceType: 't3.micro',
    launchTime: new Date(Date.UTC(2026, 10, 23, 7, 31, n % 60)),
    imageId: 'ami-12c6146b',
    placement: 'us-east-1b',
    placementGroup: null,
    privateIpAddress: `10.0.${host.replace('-', '.')}`,
    ipAddress: `203.0.${host.replace('-', '.')}`,
    region: 'us-east-1',
    reservationId: 'r-0123456789abcdef0',
    clientToken: null,
    launchIndex: n,
    vpcId: 'vpc-12c6146b',
    subnetId: 'subnet-12c6146b',
    securityGroups: [{ id: 'sg-12c6146b', name: 'SSH' }],
    tags: [{ key: 'Name', value: `host-${n}` }],
    architecture: 'x86_64',
    lifecycle: null,
    ebsOptimized: false,
    sourceDestCheck: true,
    rootDeviceType: 'ebs',
    stateReason: null,
    stateTransitionReason: null,
  };
}

/** The id of the nth instance. */
export function idOf(n: number): string {
  return `i-${n.toString(16).padStart(17, '0')}`;
}

/** The thirteen documented attributes. */
export const ATTRIBUTES = [
  'id',
  'publicDnsName',
  'privateDnsName',
  'state',
  'stateCode',
  'keyName',
  'instanceType',
  'launchTime',
  'imageId',
  'placement',
  'placementGroup',
  'privateIpAddress',
  'ipAddress',
] as const satisfies readonly (keyof Instance)[];

/** An instance with the thirteen attributes alone, as a server without GraphQL would keep it for its answer. */
export function documented(instance: Instance): Record<string, unknown> {
  return Object.fromEntries(
    ATTRIBUTES.map((name) => [name, name === 'state' ? instance.state.toUpperCase() : instance[name]]),
  );
}
