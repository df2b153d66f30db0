import { stableId } from './ids.js';
import type { Instance, Volume } from './instance.js';
import { INSTANCE_TYPES } from './instance-types.js';
import { interfacesXml } from './interface-xml.js';
import { privateDnsName, publicDnsName, type SecurityGroup } from './network.js';
import type { Region } from './region.js';
import { STATE_CODES, type StateName } from './states.js';
import { element, leaf, list } from './xml.js';

export const timestamp = (ms: number): string => new Date(ms).toISOString();

export const ROOT_DEVICE = '/dev/sda1';

export function stateXml(name: string, state: StateName): string {
  return element(name, leaf('code', STATE_CODES[state]), leaf('name', state));
}

export function groupsXml(groups: readonly SecurityGroup[]): string {
  return list('groupSet', groups, ({ id, name }) => leaf('groupId', id) + leaf('groupName', name));
}

export function volumeXml(volume: Volume): string {
  return (
    leaf('deviceName', volume.device) +
    element(
      'ebs',
      leaf('volumeId', volume.id),
      leaf('status', 'attached'),
      leaf('attachTime', timestamp(volume.attachTime)),
      leaf('deleteOnTermination', volume.deleteOnTermination),
    )
  );
}

/** Volumes are attached while an instance is pending, and gone with it. */
export function attachedVolumes({ state, volumes }: Instance): readonly Volume[] {
  return state === 'pending' || state === 'terminated' ? [] : volumes;
}

/** Groups are no longer told of a terminated instance. */
export function shownGroups({ state, attributes }: Instance): readonly SecurityGroup[] {
  return state === 'terminated' ? [] : attributes.groups;
}

function addressesXml(instance: Instance, region: Region): string {
  const address = instance.publicAddress;
  const dnsName = leaf('dnsName', address === undefined ? '' : publicDnsName(region.name, address));
  // A terminated instance has lost its place in the network but for empty names.
  if (instance.state === 'terminated') return leaf('privateDnsName', '') + dnsName;
  return (
    leaf('privateDnsName', privateDnsName(region.name, instance.privateAddress)) +
    dnsName +
    leaf('privateIpAddress', instance.privateAddress) +
    leaf('ipAddress', address) +
    leaf('subnetId', instance.subnet.id) +
    leaf('vpcId', region.network.vpcId)
  );
}

function placementXml({ subnet, options }: Instance): string {
  return element(
    'placement',
    leaf('availabilityZone', subnet.zone),
    leaf('availabilityZoneId', subnet.zoneId),
    leaf('groupName', options.placementGroup),
    leaf('tenancy', options.tenancy),
  );
}

function metadataXml({ state, options: { metadata } }: Instance): string {
  return element(
    'metadataOptions',
    leaf('state', state === 'pending' ? 'pending' : 'applied'),
    leaf('httpTokens', metadata.httpTokens),
    leaf('httpPutResponseHopLimit', metadata.hopLimit),
    leaf('httpEndpoint', metadata.httpEndpoint),
    leaf('httpProtocolIpv6', 'disabled'),
    leaf('instanceMetadataTags', metadata.tags),
  );
}

/** Elements that follow from the instance type. */
function hardwareXml({ attributes, architecture }: Instance): string {
  const type = INSTANCE_TYPES.get(attributes.instanceType);
  const threads = type?.threadsPerCore ?? 1;
  return (
    leaf('architecture', architecture) +
    leaf('hypervisor', 'xen') +
    leaf('virtualizationType', 'hvm') +
    element('cpuOptions', leaf('coreCount', (type?.vcpus ?? 1) / threads), leaf('threadsPerCore', threads)) +
    leaf('currentInstanceBootMode', architecture === 'arm64' ? 'uefi' : 'legacy-bios')
  );
}

function optionsXml({ options, attributes, createdAt }: Instance): string {
  const profile = options.iamProfile;
  return (
    leaf('keyName', options.keyName) +
    leaf('clientToken', options.clientToken) +
    element('monitoring', leaf('state', options.monitoring ? 'enabled' : 'disabled')) +
    leaf('instanceLifecycle', options.spot && 'spot') +
    (profile === undefined
      ? ''
      : element(
          'iamInstanceProfile',
          leaf('arn', profile),
          leaf('id', `AIPA${stableId('', profile).slice(2)}`),
        )) +
    element('hibernationOptions', leaf('configured', options.hibernation)) +
    element('enclaveOptions', leaf('enabled', attributes.enclave)) +
    element('capacityReservationSpecification', leaf('capacityReservationPreference', 'open')) +
    element('maintenanceOptions', leaf('autoRecovery', 'default')) +
    element(
      'privateDnsNameOptions',
      leaf('hostnameType', 'ip-name'),
      leaf('enableResourceNameDnsARecord', false),
      leaf('enableResourceNameDnsAAAARecord', false),
    ) +
    leaf('platformDetails', 'Linux/UNIX') +
    leaf('usageOperation', 'RunInstances') +
    leaf('usageOperationUpdateTime', timestamp(createdAt))
  );
}

/** The content of an instance's `item`, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html */
export function instanceXml(instance: Instance, region: Region): string {
  const { attributes, stateReason, tags } = instance;
  return (
    leaf('instanceId', instance.id) +
    leaf('imageId', instance.options.imageId) +
    stateXml('instanceState', instance.state) +
    addressesXml(instance, region) +
    leaf('reason', instance.transitionReason) +
    leaf('amiLaunchIndex', instance.launchIndex) +
    '<productCodes/>' +
    leaf('instanceType', attributes.instanceType) +
    leaf('launchTime', timestamp(instance.launchTime)) +
    placementXml(instance) +
    leaf('kernelId', attributes.kernel) +
    leaf('ramdiskId', attributes.ramdisk) +
    (instance.state === 'terminated' ? '' : leaf('sourceDestCheck', attributes.sourceDestCheck)) +
    groupsXml(shownGroups(instance)) +
    (stateReason === undefined
      ? ''
      : element('stateReason', leaf('code', stateReason.code), leaf('message', stateReason.message))) +
    leaf('rootDeviceType', 'ebs') +
    leaf('rootDeviceName', ROOT_DEVICE) +
    list('blockDeviceMapping', attachedVolumes(instance), volumeXml) +
    leaf('spotInstanceRequestId', instance.spotRequestId) +
    (tags.size === 0 ? '' : list('tagSet', tags, ([key, value]) => leaf('key', key) + leaf('value', value))) +
    interfacesXml(instance, region) +
    leaf('ebsOptimized', attributes.ebsOptimized) +
    leaf('enaSupport', attributes.enaSupport) +
    leaf('sriovNetSupport', attributes.sriovNetSupport) +
    hardwareXml(instance) +
    metadataXml(instance) +
    optionsXml(instance)
  );
}
