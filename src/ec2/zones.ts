/** As in us-east-1b, or us-east-1-bos-1a for a Local Zone. */
export function isZoneOf(region: string, zone: string): boolean {
  return zone.startsWith(region) && /^(-[a-z0-9-]+)?[a-z]$/.test(zone.slice(region.length));
}

/** The region of a zone, among those that are served; the default one where there is no zone, or it is of no such region. */
export function regionOf(zone: string | undefined, [byDefault = '', ...others]: readonly string[]): string {
  return others.find((region) => zone !== undefined && isZoneOf(region, zone)) ?? byDefault;
}
