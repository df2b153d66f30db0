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
 * Refusals that may be about some instances, where a policy goes by their tags or room is short for some types, and are mostly
 * about all that a caller asks for. So callers are told apart until each is by itself, and then once within what is one
 * caller's: who may do nothing at all is not to have EC2 say so of each instance.
 */
const ABOUT_SOME_OR_ALL = new Set([
  'UnauthorizedOperation',
  'InsufficientInstanceCapacity',
  'InsufficientCapacity',
  'InsufficientHostCapacity',
  'InsufficientReservedInstanceCapacity',
  'InstanceLimitExceeded',
  'VcpuLimitExceeded',
  'ResourceCountExceeded',
  'MaxSpotInstanceCountExceeded',
]);

/** Ids of instances and names of types, as they stand in EC2's messages between quotes, slashes and brackets. */
const KEYS = /[a-z0-9]+(?:[-.][a-z0-9]+)*/g;

type Refused = Pick<Member<never>, 'key' | 'call' | 'wasAlone'>;

/** Whether EC2, which refuses a whole call for one instance in it, may take some of these without the others. */
export function isAboutSome({ ec2 }: ServiceError, members: readonly Refused[]): boolean {
  const code = ec2?.code ?? '';
  if (ABOUT_SOME.has(code)) return true;
  if (!ABOUT_SOME_OR_ALL.has(code)) return false;
  return callersOf(members).length > 1 || members.some(({ wasAlone }) => !wasAlone);
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
 * between callers while there are several. Nobody asks for the same instance in two parts.
 */
export function separate<M extends Refused>(refusal: ServiceError, members: readonly M[]): Separated<M> {
  const keys = new Set(members.map(({ key }) => key));
  if (keys.size === 1) return { named: members, parts: [], others: [] };
  const mentioned = new Set(refusal.message.match(KEYS));
  const [named, rest] = cut(members, ({ key }) => mentioned.has(key));
  if (named.length === 0) return { named, parts: halves(members), others: [] };
  const suspects = new Set(named.map(({ call }) => call.caller));
  const [part, others] = together(rest, ({ call }) => suspects.has(call.caller));
  return { named, parts: part.length > 0 ? [part] : [], others };
}

function halves<M extends Refused>(members: readonly M[]): (readonly M[])[] {
  const callers = callersOf(members);
  const some = new Set(callers.slice(0, Math.ceil(callers.length / 2)));
  const byCallers = together(members, ({ call }) => some.has(call.caller));
  if (byCallers.every((half) => half.length > 0)) return byCallers;
  const keys = [...new Set(members.map(({ key }) => key))];
  const first = new Set(keys.slice(0, Math.ceil(keys.length / 2)));
  return cut(members, ({ key }) => first.has(key));
}

/** Each once. */
export function callersOf(members: readonly Pick<Refused, 'call'>[]): readonly string[] {
  return [...new Set(members.map(({ call }) => call.caller))];
}

/** Those of whom it is true, and the others. */
function cut<M>(members: readonly M[], is: (member: M) => boolean): [M[], M[]] {
  return [members.filter(is), members.filter((member) => !is(member))];
}

/** The same, but for those who ask for an instance that one of the former asks for: they are with the former. */
function together<M extends Refused>(members: readonly M[], is: (member: M) => boolean): [M[], M[]] {
  const keys = new Set(members.filter(is).map(({ key }) => key));
  return cut(members, ({ key }) => keys.has(key));
}

/** EC2 words one refusal for a whole call; each caller is told of its own instance, and of no other caller's. */
export function forOne(key: string, error: ServiceError, keys: ReadonlySet<string>): ServiceError {
  if (error.code === 'INSTANCE_NOT_FOUND') return instanceNotFound(key, error);
  const message = error.message.replace(KEYS, (word) => (word !== key && keys.has(word) ? 'another' : word));
  if (message === error.message) return error;
  const { code, ec2, retryable } = error;
  return new ServiceError(code, message, { cause: error, ec2, retryable });
}
