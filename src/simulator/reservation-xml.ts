import type { Instance } from './instance.js';
import { instanceXml } from './instance-xml.js';
import { ACCOUNT } from './network.js';
import type { Region } from './region.js';
import { leaf, list } from './xml.js';

/** The elements of a reservation, with some of its instances. */
export function reservationXml(id: string, instances: readonly Instance[], region: Region): string {
  return (
    leaf('reservationId', id) +
    leaf('ownerId', ACCOUNT) +
    '<groupSet/>' +
    list('instancesSet', instances, (instance) => instanceXml(instance, region))
  );
}
