import { instanceError } from './instance-errors.js';

/** What a ClientToken stands for. */
export interface Launch {
  readonly reservationId: string;
  readonly instanceIds: readonly string[];
  readonly fingerprint: string;
  readonly at: number;
}

/**
 * How long a token is remembered. EC2's documentation once said "at least 24 hours after the termination of the
 * instance" and no longer says; here it is 48 hours after the launch, or as long as an instance of it exists.
 */
const TOKEN_LIFETIME_MS = 48 * 3_600_000;

/**
 * Launches by client token. A token counts within a zone where the request names a zone or a subnet, else within
 * the region, https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export class LaunchLedger {
  private readonly launches = new Map<string, Launch>();

  /**
   * The earlier launch with this token in this scope, if there was one.
   * @throws Ec2Error IdempotentParameterMismatch where it asked for something else
   */
  earlier(scope: string, token: string, fingerprint: string): Launch | undefined {
    const launch = this.launches.get(`${scope}|${token}`);
    if (launch !== undefined && launch.fingerprint !== fingerprint) throw instanceError.tokenMismatch();
    return launch;
  }

  /** @param isAlive tells whether an instance still exists, terminated ones included */
  record(scope: string, token: string, launch: Launch, isAlive: (id: string) => boolean): void {
    this.launches.set(`${scope}|${token}`, launch);
    for (const [key, old] of this.launches) {
      if (launch.at < old.at + TOKEN_LIFETIME_MS || old.instanceIds.some(isAlive)) break;
      this.launches.delete(key);
    }
  }
}
