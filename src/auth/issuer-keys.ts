import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';

/** After a fetch that has failed. */
export const PAUSE_SECONDS = 30;
/** For how long the known keys hold while no others can be fetched. */
const HOLD_MS = 6 * 60 * 60_000;

/**
 * The keys that an issuer publishes. They are fetched when they are first wanted and every ten minutes; a token by an unknown key
 * has them fetched anew, twice a minute at most. Where they cannot be fetched, those that are known hold for six hours.
 */
export function issuerKeys(uri: string, now: () => number): JWTVerifyGetKey {
  let known = { text: '', at: Number.NEGATIVE_INFINITY };
  let failed = { cause: undefined as unknown, at: Number.NEGATIVE_INFINITY };

  const fetchOrKeep: FetchImplementation = async (url, options) => {
    // A clock may also be set back.
    if (Math.abs(now() - failed.at) >= PAUSE_SECONDS * 1000) {
      try {
        known = { text: await fetchKeys(url, options), at: now() };
        return new Response(known.text);
      } catch (cause) {
        failed = { cause, at: now() };
      }
    }
    if (now() - known.at >= HOLD_MS) throw failed.cause;
    return new Response(known.text);
  };

  return createRemoteJWKSet(new URL(uri), { [customFetch]: fetchOrKeep });
}

/** Rejects where what is there are no keys. */
async function fetchKeys(url: string, options: RequestInit): Promise<string> {
  const response = await fetch(url, options);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`expected status 200, got ${response.status}`);
  createLocalJWKSet(JSON.parse(text));
  return text;
}
