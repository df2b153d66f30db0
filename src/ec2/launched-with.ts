import type { Call, Ec2, Instance, Launch } from './ec2.js';
import { regionOf } from './zones.js';

/** The instances of a launch, by its client token; EC2 shows those that are terminated for about an hour. */
export async function launchedWith(
  ec2: Ec2,
  { clientToken, placement }: Launch,
  call: Call,
): Promise<readonly Instance[]> {
  const region = regionOf(placement, ec2.regions);
  const filters = [{ name: 'client-token', values: [clientToken] }];
  const found: Instance[] = [];
  let token: string | undefined;
  do {
    const { instances, nextToken } = await ec2.listInstances(
      { region, filters, maxResults: 1000, token },
      call,
    );
    found.push(...instances);
    token = nextToken;
  } while (token !== undefined);
  return found;
}
