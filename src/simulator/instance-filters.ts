import type { Field } from './filters.js';
import type { Instance } from './instance.js';
import { attachedVolumes, ROOT_DEVICE, shownGroups, timestamp } from './instance-xml.js';
import { ACCOUNT, privateDnsName, publicDnsName } from './network.js';
import type { Region } from './region.js';
import { STATE_CODES } from './states.js';

type Read = (instance: Instance, region: Region) => string | boolean | number | undefined;
type ReadMany = (instance: Instance, region: Region) => readonly string[];

/** What is read while an instance is part of the network, which it leaves when terminated. */
const networked =
  (read: Read): Read =>
  (instance, region) =>
    instance.state === 'terminated' ? undefined : read(instance, region);

const never: Read = () => undefined;
const publicAddress: Read = ({ publicAddress }) => publicAddress;
const publicName: Read = ({ publicAddress }, { name }) =>
  publicAddress === undefined ? undefined : publicDnsName(name, publicAddress);
const privateAddress = networked(({ privateAddress }) => privateAddress);
const privateName = networked(({ privateAddress }, { name }) => privateDnsName(name, privateAddress));
const subnet = networked(({ subnet }) => subnet.id);
const vpc = networked((_instance, { network }) => network.vpcId);
const zone: Read = ({ subnet }) => subnet.zone;
const sourceDestCheck = networked(({ attributes }) => attributes.sourceDestCheck);

/** Filters of DescribeInstances that look at one value. */
const SINGLE: Readonly<Record<string, Read>> = {
  architecture: ({ architecture }) => architecture,
  'availability-zone': zone,
  'availability-zone-id': ({ subnet }) => subnet.zoneId,
  'capacity-reservation-id': never,
  'client-token': ({ options }) => options.clientToken || undefined,
  'dns-name': publicName,
  'enclave-options.enabled': ({ attributes }) => attributes.enclave,
  'hibernation-options.configured': ({ options }) => options.hibernation,
  'host-id': never,
  hypervisor: () => 'xen',
  'iam-instance-profile.arn': ({ options }) => options.iamProfile,
  'image-id': ({ options }) => options.imageId,
  'instance-id': ({ id }) => id,
  'instance-lifecycle': ({ options }) => options.spot && 'spot',
  'instance-state-code': ({ state }) => STATE_CODES[state],
  'instance-state-name': ({ state }) => state,
  'instance-type': ({ attributes }) => attributes.instanceType,
  'ip-address': publicAddress,
  'kernel-id': ({ attributes }) => attributes.kernel,
  'key-name': ({ options }) => options.keyName,
  'launch-index': ({ launchIndex }) => launchIndex,
  'launch-time': ({ launchTime }) => timestamp(launchTime),
  'metadata-options.http-endpoint': ({ options }) => options.metadata.httpEndpoint,
  'metadata-options.http-put-response-hop-limit': ({ options }) => options.metadata.hopLimit,
  'metadata-options.http-tokens': ({ options }) => options.metadata.httpTokens,
  'metadata-options.instance-metadata-tags': ({ options }) => options.metadata.tags,
  'monitoring-state': ({ options }) => (options.monitoring ? 'enabled' : 'disabled'),
  'network-interface.addresses.association.public-ip': publicAddress,
  'network-interface.addresses.private-ip-address': privateAddress,
  'network-interface.association.public-ip': publicAddress,
  'network-interface.attachment.attachment-id': networked(
    ({ networkInterface }) => networkInterface.attachmentId,
  ),
  'network-interface.attachment.instance-id': networked(({ id }) => id),
  'network-interface.availability-zone': networked(zone),
  'network-interface.description': networked(({ networkInterface }) => networkInterface.description),
  'network-interface.mac-address': networked(({ networkInterface }) => networkInterface.macAddress),
  'network-interface.network-interface-id': networked(({ networkInterface }) => networkInterface.id),
  'network-interface.owner-id': networked(() => ACCOUNT),
  'network-interface.private-dns-name': privateName,
  'network-interface.private-ip-address': privateAddress,
  'network-interface.source-dest-check': sourceDestCheck,
  'network-interface.status': networked(() => 'in-use'),
  'network-interface.subnet-id': subnet,
  'network-interface.vpc-id': vpc,
  'owner-id': () => ACCOUNT,
  'placement-group-name': ({ options }) => options.placementGroup || undefined,
  // Of the platforms only Windows has a value, and none of the simulated images is one.
  platform: never,
  'platform-details': () => 'Linux/UNIX',
  'private-dns-name': privateName,
  'private-ip-address': privateAddress,
  'product-code': never,
  'product-code.type': never,
  'ramdisk-id': ({ attributes }) => attributes.ramdisk,
  reason: ({ transitionReason }) => transitionReason,
  'requester-id': never,
  'reservation-id': ({ reservationId }) => reservationId,
  'root-device-name': () => ROOT_DEVICE,
  'root-device-type': () => 'ebs',
  'source-dest-check': sourceDestCheck,
  'spot-instance-request-id': ({ spotRequestId }) => spotRequestId,
  'state-reason-code': ({ stateReason }) => stateReason?.code,
  'state-reason-message': ({ stateReason }) => stateReason?.message,
  'subnet-id': subnet,
  tenancy: ({ options }) => options.tenancy,
  'usage-operation': () => 'RunInstances',
  'virtualization-type': () => 'hvm',
  'vpc-id': vpc,
};

const groupIds: ReadMany = (instance) => shownGroups(instance).map(({ id }) => id);
const groupNames: ReadMany = (instance) => shownGroups(instance).map(({ name }) => name);

/** Filters of DescribeInstances that look at several values. */
const SEVERAL: Readonly<Record<string, ReadMany>> = {
  'block-device-mapping.attach-time': (instance) =>
    attachedVolumes(instance).map(({ attachTime }) => timestamp(attachTime)),
  'block-device-mapping.delete-on-termination': (instance) =>
    attachedVolumes(instance).map(({ deleteOnTermination }) => String(deleteOnTermination)),
  'block-device-mapping.device-name': (instance) => attachedVolumes(instance).map(({ device }) => device),
  'block-device-mapping.status': (instance) => attachedVolumes(instance).map(() => 'attached'),
  'block-device-mapping.volume-id': (instance) => attachedVolumes(instance).map(({ id }) => id),
  'group-id': groupIds,
  'group-name': groupNames,
  'instance.group-id': groupIds,
  'instance.group-name': groupNames,
  'network-interface.group-id': groupIds,
  'network-interface.group-name': groupNames,
  'tag-key': ({ tags }) => [...tags.keys()],
  'tag-value': ({ tags }) => [...tags.values()],
};

/** The value of a tag, by a filter named `tag:KEY`; undefined for filters of another name. */
export function tagField<T>(name: string, tagsOf: (subject: T) => ReadonlyMap<string, string>) {
  if (!name.startsWith('tag:')) return undefined;
  const key = name.slice('tag:'.length);
  return (subject: T): string[] => {
    const value = tagsOf(subject).get(key);
    return value === undefined ? [] : [value];
  };
}

/** The fields of an instance by their filter's name, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export function instanceField(region: Region): (name: string) => Field<Instance> | undefined {
  return (name) => {
    const single = Object.hasOwn(SINGLE, name) ? SINGLE[name] : undefined;
    if (single !== undefined) {
      return (instance) => {
        const value = single(instance, region);
        return value === undefined ? [] : [String(value)];
      };
    }
    const several = Object.hasOwn(SEVERAL, name) ? SEVERAL[name] : undefined;
    if (several !== undefined) return (instance) => several(instance, region);
    return tagField(name, ({ tags }: Instance) => tags);
  };
}
