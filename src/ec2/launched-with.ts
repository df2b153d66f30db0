import type { Call, Ec2, Instance } from './ec2.js';
import { chunked } from './outcomes.js';

/** As many values as a filter takes. */
const MOST_TOKENS = 200;

/** The instances in a region by the client tokens of their launches; EC2 shows those that are terminated for about an hour. */
export async function launchedWith(
  ec2: Ec2,
  region: string,
  tokens: readonly string[],
  call: Call,
): Promise<ReadonlyMap<string, readonly Instance[]>> {
  const found = new Map<string, Instance[]>(tokens.map((token) => [token, []]));
  for (const values of chunked(tokens, MOST_TOKENS)) {
    const filters = [{ name: 'client-token', values }];
    let token: string | undefined;
    do {
      const page = await ec2.listInstances({ region, filters, maxResults: 1000, token }, call);
      for (const instance of page.instances) found.get(instance.clientToken ?? '')?.push(instance);
      token = page.nextToken;
    } while (token !== undefined);
  }
  return found;
}
