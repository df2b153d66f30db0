import { refusal } from './errors.js';
import type { Parameters } from './parameters.js';

/** Which part of a list a request wants. */
export interface Page {
  /** Undefined for all. */
  readonly size: number | undefined;
  /** The place of the last member of the page before, 0 at the beginning. */
  readonly after: number;
}

/** A part of a list, and the token to ask for the next one with. */
export interface Slice<T> {
  readonly members: readonly T[];
  readonly nextToken: string | undefined;
}

/** How an action pages. */
export interface PageRules {
  readonly action: string;
  readonly least: number;
  readonly most: number;
  /** Where the request names no size; undefined for all. */
  readonly usual?: number;
  /** The list of ids that cannot be used together with MaxResults, as requests and as messages name it. */
  readonly exclusive?: readonly [parameter: string, inMessage: string];
}

const tokenFor = (action: string, place: number): string =>
  Buffer.from(`${action} ${place}`).toString('base64url');

/** Tokens are bound to their action. EC2 also has InvalidPaginationToken; which comes when is not documented. */
function placeIn(token: string, action: string): number {
  const [owner, place = ''] = Buffer.from(token, 'base64url').toString().split(' ');
  if (owner !== action || !/^\d+$/.test(place)) throw refusal.badToken();
  return Number(place);
}

/**
 * The page that a request asks for by MaxResults and NextToken.
 * @throws Ec2Error InvalidParameterValue, InvalidParameterCombination or InvalidNextToken
 */
export function readPage(parameters: Parameters, rules: PageRules): Page {
  const size = parameters.integer('MaxResults');
  const token = parameters.text('NextToken');
  if (rules.exclusive !== undefined && size !== undefined && parameters.has(rules.exclusive[0])) {
    throw refusal.combination(
      `The parameter ${rules.exclusive[1]} cannot be used with the parameter maxResults`,
    );
  }
  if (size !== undefined && size < rules.least) throw refusal.pageTooSmall(size, rules.least);
  // What EC2 does above the documented maximum has not been seen; it is refused as below the minimum.
  if (size !== undefined && size > rules.most) throw refusal.pageTooLarge(size, rules.most);
  return { size: size ?? rules.usual, after: token ? placeIn(token, rules.action) : 0 };
}

/**
 * Takes a page out of a list. A full page comes with a token even where nothing follows, as EC2's have been seen
 * to; the next page may then be empty, which EC2 reserves to itself
 * (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html).
 * @param placeOf numbers the members in ascending order from 1
 */
export function slice<T>(
  list: Iterable<T>,
  page: Page,
  rules: PageRules,
  placeOf: (member: T) => number,
): Slice<T> {
  const members: T[] = [];
  for (const member of list) {
    const place = placeOf(member);
    if (place <= page.after) continue;
    members.push(member);
    if (members.length === page.size) return { members, nextToken: tokenFor(rules.action, place) };
  }
  return { members, nextToken: undefined };
}
