import { instanceNotFound, ServiceError } from '../errors.js';
import type { Member } from './waitlist.js';

/** EC2's refusals that are about single instances, or types, of a call, so that the others may well succeed without them. */
const ABOUT_SOME = new Set([
  'InvalidInstanceID.NotFound',
  'InvalidInstanceID.Malformed',
  'IncorrectInstanceState',
  'IncorrectState',
  'IncorrectSpotRequestState',
  'OperationNotPermitted',
  'UnsupportedOperation',
  'UnsupportedHibernationConfiguration',
  // Of calls that hold ids and flags alone: a start too soon after a change of type, for one.
  'InvalidParameterValue',
  'InvalidInstanceType',
]);

/**
 * Refusals that may be about some instances, where a policy goes by their tags, and are mostly about the caller: who was in such
 * a call is taken apart once, which is enough to let the others go that are merged with them.
 */
const ABOUT_SOME_OR_ALL = new Set(['UnauthorizedOperation']);

/** Ids of instances and names of types, as they stand in EC2's messages between quotes, slashes and brackets. */
const KEYS = /[a-z0-9]+(?:[-.][a-z0-9]+)*/g;

/** Whether EC2, which refuses a whole call for one instance in it, may take the others without that. */
export function isAboutSome({ ec2 }: ServiceError, { wasApart }: Pick<Member<never>, 'wasApart'>): boolean {
  const code = ec2?.code ?? '';
  return ABOUT_SOME.has(code) || (!wasApart && ABOUT_SOME_OR_ALL.has(code));
}

/** What becomes of those whom a refusal met together. */
export interface Separated<M> {
  /** Whose instances it names. */
  readonly named: readonly M[];
  /** Of those who are sent again, the parts that go by themselves. */
  readonly parts: readonly (readonly M[])[];
  /** Those who may go with anybody. */
  readonly others: readonly M[];
}

/**
 * Takes a refused call apart. Where the refusal names instances, the rest of what their callers asked for goes by itself: more
 * of it may be refused, and the others shall not wait until all of that is found. A refusal that names none halves the call,
 * a caller's instances kept together as far as that goes.
 */
export function separate<M extends Pick<Member<never>, 'key' | 'call'>>(
  refusal: ServiceError,
  members: readonly M[],
): Separated<M> {
  const keys = new Set(members.map(({ key }) => key));
  if (keys.size === 1) return { named: members, parts: [], others: [] };
  const mentioned = new Set(refusal.message.match(KEYS));
  const named = members.filter(({ key }) => mentioned.has(key));
  if (named.length === 0) return { named, parts: halves(members), others: [] };
  const rest = members.filter(({ key }) => !mentioned.has(key));
  const suspects = new Set(named.map(({ call }) => call.caller));
  const part = rest.filter(({ call }) => suspects.has(call.caller));
  return {
    named,
    parts: part.length > 0 ? [part] : [],
    others: rest.filter(({ call }) => !suspects.has(call.caller)),
  };
}

/** By their keys, so that nobody asks for the same in both. */
function halves<M extends Pick<Member<never>, 'key' | 'call'>>(members: readonly M[]): M[][] {
  const byCaller = [...members].sort((a, b) => order(a.call.caller, b.call.caller));
  const keys = [...new Set(byCaller.map(({ key }) => key))];
  const first = new Set(keys.slice(0, Math.ceil(keys.length / 2)));
  return [members.filter(({ key }) => first.has(key)), members.filter(({ key }) => !first.has(key))];
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** EC2 words one refusal for a whole call; each caller is told of its own instance, and of no other caller's. */
export function forOne(key: string, error: ServiceError, keys: ReadonlySet<string>): ServiceError {
  if (error.code === 'INSTANCE_NOT_FOUND') return instanceNotFound(key, error);
  const message = error.message.replace(KEYS, (word) => (word !== key && keys.has(word) ? 'another' : word));
  if (message === error.message) return error;
  const { code, ec2, retryable } = error;
  return new ServiceError(code, message, { cause: error, ec2, retryable });
}
