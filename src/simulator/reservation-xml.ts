import type { Instance } from './instance.js';
import { instanceXml } from './instance-xml.js';
import { ACCOUNT } from './network.js';
import type { Region } from './region.js';
import { leaf, list } from './xml.js';

/**
 * The XML of an instance, written once for as long as nothing changes. It is kept in one piece: strings put
 * together stay chains of their parts, and are slow to send.
 */
function rendered(instance: Instance, region: Region): string {
  instance.rendered ??= Buffer.from(instanceXml(instance, region)).toString();
  return instance.rendered;
}

/** The elements of a reservation, with some of its instances. */
export function reservationXml(id: string, instances: readonly Instance[], region: Region): string {
  return (
    leaf('reservationId', id) +
    leaf('ownerId', ACCOUNT) +
    '<groupSet/>' +
    list('instancesSet', instances, (instance) => rendered(instance, region))
  );
}
