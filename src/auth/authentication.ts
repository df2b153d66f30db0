import { ServiceError } from '../errors.js';
import { ApiTokens, isApiToken, TOKENS_FILE } from './api-tokens.js';
import { anonymous, type Caller } from './caller.js';
import { type JwtOptions, jwtVerifier, type VerifyJwt } from './jwt.js';
import { ReloadedFile, type ReloadedFileOptions } from './reloaded-file.js';

/** How callers prove who they are; nothing of it: they need not. */
export interface AuthOptions {
  readonly tokensFile?: string | undefined;
  readonly jwt?: JwtOptions | undefined;
}

/** Who asks, by the `Authorization` of a request and the address that it comes from, whichever door it takes. */
export interface Authentication {
  /** Rejects with UNAUTHENTICATED, or with UNAVAILABLE where that cannot be found out at the moment. */
  callerOf(authorization: string | undefined, address: string): Caller | Promise<Caller>;
  /** Rejects where what it needs to know cannot be read. */
  load(): Promise<void>;
}

export function createAuthentication(
  { tokensFile, jwt }: AuthOptions,
  options: ReloadedFileOptions,
): Authentication {
  if (tokensFile === undefined && jwt === undefined) {
    return { callerOf: (_authorization, address) => anonymous(address), load: async () => {} };
  }
  const tokens = tokensFile === undefined ? undefined : openTokens(tokensFile, options);
  const verify = jwt && jwtVerifier(jwt, options.now);
  return {
    callerOf: async (authorization) => byToken(readBearer(authorization), tokens, verify, options.now()),
    load: async () => void (await tokens?.current()),
  };
}

type TokensFile = Pick<ReloadedFile<never, ApiTokens>, 'current'>;

function openTokens(path: string, options: ReloadedFileOptions): TokensFile {
  return new ReloadedFile(path, TOKENS_FILE, (stored) => new ApiTokens(stored.tokens), options);
}

async function byToken(
  token: string,
  tokens: TokensFile | undefined,
  verify: VerifyJwt | undefined,
  now: number,
): Promise<Caller> {
  if (isApiToken(token) || verify === undefined) {
    if (tokens === undefined) throw unauthenticated('expected a JWT, not an API token');
    return (await tokens.current()).callerOf(token, now);
  }
  return verify(token);
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;

function readBearer(authorization: string | undefined): string {
  if (authorization === undefined) throw unauthenticated('expected a token, as in Authorization: Bearer …');
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw unauthenticated('Authorization: expected Bearer and a token');
  return token;
}

function unauthenticated(message: string): ServiceError {
  return new ServiceError('UNAUTHENTICATED', message);
}
