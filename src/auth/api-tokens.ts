import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ServiceError } from '../errors.js';
import { type Caller, SCOPES, type Scope } from './caller.js';

/** By which a token is told apart from a JWT, and found by scanners for secrets. */
const PREFIX = 'lp_';
const RANDOM_BYTES = 32;

/** Names are no URLs, so that none can be taken for the issuer and subject of a JWT. */
const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'expected 1 to 63 letters, digits, dots, dashes and underscores',
  );
const scope = z.enum(SCOPES, `expected one of ${SCOPES.join(', ')}`);
const expiry = z.iso
  .datetime({ offset: true, error: 'expected a date and time, as in 2027-01-01T00:00:00Z' })
  .optional();

const TOKEN = z.strictObject({
  name,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
  scopes: z.array(scope).min(1, 'expected at least one scope'),
  expires: expiry,
});

/** What stands in the file of tokens. A name may have several, so that one can take over from another. */
export const TOKENS_FILE = z.strictObject({ tokens: z.array(TOKEN) });

export type StoredToken = z.infer<typeof TOKEN>;

/** A token of 256 random bits, and what is kept of it. */
export function makeToken(name: string, scopes: readonly Scope[], expires: string | undefined) {
  const token = PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
  const stored: StoredToken = { name, sha256: hash(token).toString('hex'), scopes: [...scopes], expires };
  return { token, stored: TOKEN.parse(stored) };
}

export function isApiToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

interface Known {
  readonly caller: Caller;
  readonly sha256: Buffer;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** The tokens of a file. */
export class ApiTokens {
  private readonly known: readonly Known[];

  constructor(tokens: readonly StoredToken[]) {
    this.known = tokens.map(({ name, sha256, scopes, expires }) => ({
      caller: { name, scopes: new Set(scopes) },
      sha256: Buffer.from(sha256, 'hex'),
      expires: expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires),
    }));
  }

  /** Whose token it is; throws UNAUTHENTICATED where it is nobody's or has expired. */
  callerOf(token: string, now: number): Caller {
    const sha256 = hash(token);
    let found: Known | undefined;
    // All are compared, each in constant time, so that the time tells nothing of any.
    for (const each of this.known) if (timingSafeEqual(each.sha256, sha256)) found = each;
    if (found === undefined) throw new ServiceError('UNAUTHENTICATED', 'the API token is not known');
    if (found.expires <= now) {
      const message = `the API token of ${found.caller.name} expired at ${new Date(found.expires).toISOString()}`;
      throw new ServiceError('UNAUTHENTICATED', message);
    }
    return found.caller;
  }
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
