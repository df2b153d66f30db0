import type { Instance } from './instance.js';
import { ACCOUNT, privateDnsName, publicDnsName } from './network.js';
import type { Region } from './region.js';
import { element, leaf, list } from './xml.js';

function associationXml(region: string, address: string | undefined): string {
  if (address === undefined) return '';
  return element(
    'association',
    leaf('ipOwnerId', 'amazon'),
    leaf('publicDnsName', publicDnsName(region, address)),
    leaf('publicIp', address),
  );
}

function interfaceXml(instance: Instance, region: Region): string {
  const { networkInterface, attributes, state } = instance;
  const association = associationXml(region.name, instance.publicAddress);
  const names =
    leaf('privateIpAddress', instance.privateAddress) +
    leaf('privateDnsName', privateDnsName(region.name, instance.privateAddress));
  return (
    leaf('networkInterfaceId', networkInterface.id) +
    leaf('subnetId', instance.subnet.id) +
    leaf('vpcId', region.network.vpcId) +
    leaf('description', networkInterface.description) +
    leaf('ownerId', ACCOUNT) +
    leaf('status', 'in-use') +
    leaf('interfaceType', 'interface') +
    leaf('macAddress', networkInterface.macAddress) +
    names +
    leaf('sourceDestCheck', attributes.sourceDestCheck) +
    list('groupSet', attributes.groups, ({ id, name }) => leaf('groupId', id) + leaf('groupName', name)) +
    element(
      'attachment',
      leaf('attachmentId', networkInterface.attachmentId),
      leaf('deviceIndex', 0),
      leaf('networkCardIndex', 0),
      leaf('status', state === 'pending' && !instance.hasRun ? 'attaching' : 'attached'),
      leaf('attachTime', new Date(instance.createdAt).toISOString()),
      leaf('deleteOnTermination', networkInterface.deleteOnTermination),
    ) +
    association +
    list('privateIpAddressesSet', [names + leaf('primary', true) + association], (address) => address) +
    '<ipv6AddressesSet/>'
  );
}

/** The network interface of an instance, which a terminated one has lost. */
export function interfacesXml(instance: Instance, region: Region): string {
  const attached = instance.state === 'terminated' ? [] : [instance];
  return list('networkInterfaceSet', attached, () => interfaceXml(instance, region));
}
