/** What callers may be allowed to do; `instances:operate` is start, stop and reboot. */
export const SCOPES = [
  'instances:read',
  'instances:launch',
  'instances:operate',
  'instances:modify',
  'instances:terminate',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Who asks, and what he may do. */
export interface Caller {
  /** The token's name, the JWT's issuer and subject, or without authentication the address of the peer. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}

const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);

/** Whoever can connect, where there is no authentication. */
export function anonymous(address: string): Caller {
  return { name: address, scopes: ALL_SCOPES };
}
