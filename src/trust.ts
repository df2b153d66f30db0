import { createAuthentication } from './auth/authentication.js';
import { launchPolicy } from './auth/launch-policy.js';
import { type CallerOf, recordingRefusals } from './auth/recording-refusals.js';
import { type Config, ConfigError } from './config.js';
import { type Audited, audited } from './ec2/audited.js';
import type { Clock } from './ec2/clock.js';
import type { Ec2 } from './ec2/ec2.js';
import { restricted } from './ec2/restricted.js';
import type { Trail } from './ec2/trail.js';
import { auditLog } from './observability/audit-log.js';
import type { WriteLine } from './observability/lines.js';
import type { Log } from './observability/log.js';
import type { TrustCounts } from './observability/metrics.js';

/** Where the service writes. */
export interface Outputs {
  readonly log: Log;
  readonly audit: WriteLine;
}

/** Who is let in, what he may launch, and what is written down of it. */
export interface Trust {
  readonly trail: Trail;
  readonly callerOf: CallerOf;
  /** EC2 as callers may use it. */
  guard(ec2: Ec2): Audited;
}

/** Rejects with a ConfigError where a file that the settings name cannot be used. */
export async function createTrust(
  { auth, launchPolicyFile }: Config,
  clock: Clock,
  { log, audit }: Outputs,
  counts: TrustCounts,
): Promise<Trust> {
  const trail = auditLog(audit, clock.now, {
    written: counts.written,
    failed(err) {
      counts.notWritten();
      log.error({ err }, 'the audit trail cannot be written');
    },
  });
  const reading = (setting: string) => ({
    now: clock.now,
    onFault(err: Error) {
      counts.unusable(setting);
      log.error({ err, setting }, 'a file has changed and cannot be used: what it said before holds');
    },
  });
  const authentication = createAuthentication(auth, reading('API_TOKENS_FILE'));
  const policy = launchPolicyFile ? launchPolicy(launchPolicyFile, reading('LAUNCH_POLICY_FILE')) : undefined;
  await usable('API_TOKENS_FILE', authentication.load());
  await usable('LAUNCH_POLICY_FILE', policy?.load());
  return {
    trail,
    callerOf: recordingRefusals(authentication, trail),
    guard(unguarded) {
      const { ec2, ended } = audited(unguarded, trail);
      return { ec2: policy ? restricted(ec2, policy, trail) : ec2, ended };
    },
  };
}

async function usable(setting: string, loading: Promise<void> | undefined): Promise<void> {
  await loading?.catch((error: Error) => Promise.reject(new ConfigError([`${setting}: ${error.message}`])));
}
