import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { ServiceError } from '../errors.js';
import { type Caller, SCOPES } from './caller.js';
import { issuerKeys, PAUSE_SECONDS } from './issuer-keys.js';

export interface JwtOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer publishes its keys. */
  readonly jwksUri: string;
}

/** Public keys only: with a symmetric one whoever may check a token could make one. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];
/** Between the clocks of the issuer and this machine. */
const CLOCK_TOLERANCE_SECONDS = 10;

/** Whose access token it is; rejects with UNAUTHENTICATED, or with UNAVAILABLE where the issuer's keys cannot be had. */
export type VerifyJwt = (token: string) => Promise<Caller>;

/** Checks access tokens of OpenID Connect. */
export function jwtVerifier({ issuer, audience, jwksUri }: JwtOptions, now: () => number): VerifyJwt {
  const keys = issuerKeys(jwksUri, now);
  return async (token) => {
    const options: JWTVerifyOptions = {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now()),
    };
    const { payload } = await jwtVerify(token, keys, options).catch(refuse);
    return toCaller(issuer, payload);
  };
}

function toCaller(issuer: string, { sub, scope }: JWTPayload): Caller {
  // Names of anything else could be the same for several.
  if (typeof sub !== 'string' || sub === '') throw notAccepted('"sub" claim must be a text');
  const granted = new Set(typeof scope === 'string' ? scope.split(' ') : []);
  return { name: `${issuer}#${sub}`, scopes: new Set(SCOPES.filter((known) => granted.has(known))) };
}

/** What jose says of a token; all else that fails are the keys. */
const ABOUT_THE_TOKEN = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function refuse(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  if (ABOUT_THE_TOKEN.some((kind) => error instanceof kind)) {
    throw notAccepted(reason, error);
  }
  throw new ServiceError('UNAVAILABLE', `the keys of the issuer of JWTs cannot be had: ${reason}`, {
    cause: error,
    retryable: true,
    retryAfterSeconds: PAUSE_SECONDS,
  });
}

function notAccepted(reason: string, cause?: unknown): ServiceError {
  return new ServiceError('UNAUTHENTICATED', `the JWT is not accepted: ${reason}`, { cause });
}
