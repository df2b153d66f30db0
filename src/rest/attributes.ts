/** The thirteen documented attributes in the documented order, each by its GraphQL field. */
export const ATTRIBUTES = {
  id: 'id',
  public_dns_name: 'publicDnsName',
  private_dns_name: 'privateDnsName',
  state: 'state',
  state_code: 'stateCode',
  key_name: 'keyName',
  instance_type: 'instanceType',
  launch_time: 'launchTime',
  image_id: 'imageId',
  placement: 'placement',
  placement_group: 'placementGroup',
  private_ip_address: 'privateIpAddress',
  ip_address: 'ipAddress',
} as const;

export type AttributeName = keyof typeof ATTRIBUTES;

export const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTES) as AttributeName[];

/** Selects just these attributes, by the documented names; the same document in whatever order they are named. */
export function attributesDocument(names: readonly AttributeName[]): string {
  return names === ATTRIBUTE_NAMES ? ALL_ATTRIBUTES : selectionOf(names);
}

function selectionOf(names: readonly AttributeName[]): string {
  return `query Attributes($id: ID!) { instance(id: $id) { ${fields(names)} } }`;
}

function fields(names: readonly AttributeName[]): string {
  return ATTRIBUTE_NAMES.filter((name) => names.includes(name))
    .map((name) => `${name}: ${ATTRIBUTES[name]}`)
    .join(' ');
}

/** Of all attributes, by the documented names. */
export const ALL_FIELDS = fields(ATTRIBUTE_NAMES);

const ALL_ATTRIBUTES = selectionOf(ATTRIBUTE_NAMES);

/** How the documented values differ from GraphQL's. */
function spelled(name: AttributeName, value: unknown): unknown {
  if (name === 'state') return String(value).toLowerCase().replaceAll('_', '-');
  if (name === 'launch_time') return String(value).replaceAll(':', '-');
  return value;
}

/** The attributes in the order in which they were named. */
export function attributesBody(
  instance: Readonly<Record<string, unknown>>,
  names: readonly AttributeName[],
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const name of names) body[name] = spelled(name, instance[name]);
  return body;
}
