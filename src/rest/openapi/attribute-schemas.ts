import { ATTRIBUTE_NAMES, type AttributeName } from '../attributes.js';
import type { JsonSchema } from './json-schema.js';

const text = (description: string) => ({ type: 'string', description });
const textOrNull = (description: string) => ({ type: ['string', 'null'], description });

const PROPERTIES: Readonly<Record<AttributeName, JsonSchema>> = {
  id: text('The instance id.'),
  public_dns_name: textOrNull('The public FQDN; null where it has none, as while it is stopped.'),
  private_dns_name: textOrNull('The private FQDN; null once it is terminated.'),
  state: {
    ...text('The state, in the words of EC2.'),
    enum: ['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'],
  },
  state_code: {
    type: 'integer',
    enum: [0, 16, 32, 48, 64, 80],
    description: 'The state as a number: 0 pending, 16 running, 32, 48, 64, 80 as the states are listed.',
  },
  key_name: textOrNull('The SSH key pair that it was launched with; null where it was launched without.'),
  instance_type: text('The instance type, as in t3.micro.'),
  launch_time: {
    ...text('When it was last started, in UTC, with dashes in the time: YYYY-MM-DDTHH-MM-SS.000Z.'),
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}-\\d{2}-\\d{2}\\.\\d{3}Z$',
  },
  image_id: text('The AMI that it was launched from.'),
  placement: text('The Availability Zone, as in us-east-1b.'),
  placement_group: textOrNull('The placement group; null where it is in none.'),
  private_ip_address: textOrNull('The IPv4 address within the VPC; null once it is terminated.'),
  ip_address: textOrNull('The public IPv4 address; null where it has none, as while it is stopped.'),
};

/** The attributes of an instance, all of them or those that were asked for. */
export const ATTRIBUTES_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'The attributes of an instance; null where EC2 has no value.',
  properties: Object.fromEntries(ATTRIBUTE_NAMES.map((name) => [name, PROPERTIES[name]])),
  minProperties: 1,
};
