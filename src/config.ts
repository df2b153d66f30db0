import { isIPv6 } from 'node:net';
import { z } from 'zod';
import type { AuthOptions } from './auth/authentication.js';
import { backendOf, defaultRegion, isLoopback, RULES } from './config-rules.js';
import type { Budget } from './ec2/budget.js';
import type { ConnectionLimits } from './http/connections.js';
import { SETTINGS, type Settings } from './settings.js';

/** Environment variables as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface SimulatorConfig {
  readonly port: number;
  readonly latencyMs: number;
  readonly transitionMs: number;
  readonly consistencyMs: number;
  readonly throttling: Budget | undefined;
  readonly faults: Readonly<Record<string, number>>;
  readonly vcpuLimit: number | undefined;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly logLevel: Settings['LOG_LEVEL'];
  readonly ec2Backend: 'simulator' | 'aws';
  readonly ec2Budget: Budget;
  readonly auth: AuthOptions;
  /** Says what may be launched by whom; undefined: everything by everybody. */
  readonly launchPolicyFile: string | undefined;
  /** Names and addresses under which the service may be asked for; undefined for any. */
  readonly allowedHosts: readonly string[] | undefined;
  /** Origins whose pages may use the service, beside its own. */
  readonly corsOrigins: readonly string[];
  /** How many requests are carried out at once; one more is refused. */
  readonly maxConcurrentRequests: number;
  readonly connections: ConnectionLimits;
  /** The default one first. */
  readonly regions: readonly [string, ...string[]];
  readonly launchDefaults: {
    readonly keyName: string;
    readonly securityGroups: readonly string[];
    readonly placement: string | undefined;
  };
  readonly launchTags: { readonly caller: string | undefined; readonly idempotencyKey: string | undefined };
  readonly requestTimeoutMs: number;
  readonly ec2TimeoutMs: number;
  /** Of the poll for those who wait for a state or follow its changes. */
  readonly watchIntervalMs: number;
  readonly drainDelayMs: number;
  readonly drainTimeoutMs: number;
  readonly simulator: SimulatorConfig;
}

/** All that is wrong with the settings, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The settings are not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Reads and checks every setting at once; an empty one counts as unset. Throws a ConfigError that names every fault. */
export function readConfig(environment: Environment): Config {
  const schema = z.object(SETTINGS);
  const given = Object.keys(SETTINGS).map((name) => [name, environment[name]?.trim() || undefined] as const);
  const { data, error } = schema.safeParse(Object.fromEntries(given));
  const issues = error?.issues ?? [];
  const faulty = new Set(issues.map(({ path }) => path[0]));
  const settings = data ?? schema.parse(Object.fromEntries(given.filter(([name]) => !faulty.has(name))));
  const rules = RULES.filter(({ about }) => !about.some((name) => faulty.has(name)));
  const faults = [
    ...issues.map(({ path, message }) => `${String(path[0])}: ${message}`),
    ...rules.flatMap(({ faults }) => faults(settings)),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return deepFreeze(toConfig(settings));
}

function toConfig(settings: Settings): Config {
  return {
    host: settings.HOST,
    port: settings.PORT,
    logLevel: settings.LOG_LEVEL,
    ec2Backend: backendOf(settings),
    ec2Budget: settings.EC2_BUDGET,
    auth: authOf(settings),
    launchPolicyFile: settings.LAUNCH_POLICY_FILE,
    allowedHosts:
      settings.ALLOWED_HOSTS ?? (isLoopback(settings.HOST) ? loopbackNames(settings.HOST) : undefined),
    corsOrigins: settings.CORS_ORIGINS,
    maxConcurrentRequests: settings.MAX_CONCURRENT_REQUESTS,
    connections: {
      headersTimeoutMs: settings.HEADERS_TIMEOUT_MS,
      bodyTimeoutMs: settings.BODY_TIMEOUT_MS,
      unreadTimeoutMs: settings.UNREAD_TIMEOUT_MS,
      keepAliveTimeoutMs: settings.KEEP_ALIVE_TIMEOUT_MS,
      most: settings.MAX_CONNECTIONS,
    },
    regions: [defaultRegion(settings), ...otherRegions(settings)],
    launchDefaults: {
      keyName: settings.DEFAULT_KEY_NAME,
      securityGroups: settings.DEFAULT_SECURITY_GROUPS,
      placement:
        settings.DEFAULT_PLACEMENT ?? (defaultRegion(settings) === 'us-east-1' ? 'us-east-1b' : undefined),
    },
    launchTags: { caller: settings.CALLER_TAG, idempotencyKey: settings.IDEMPOTENCY_KEY_TAG },
    requestTimeoutMs: settings.REQUEST_TIMEOUT_MS,
    ec2TimeoutMs: settings.EC2_TIMEOUT_MS,
    watchIntervalMs: settings.WATCH_INTERVAL_MS,
    drainDelayMs: settings.DRAIN_DELAY_MS,
    drainTimeoutMs: settings.DRAIN_TIMEOUT_MS,
    simulator: {
      port: settings.SIMULATOR_PORT,
      latencyMs: settings.SIMULATOR_LATENCY_MS,
      transitionMs: settings.SIMULATOR_TRANSITION_MS,
      consistencyMs: settings.SIMULATOR_CONSISTENCY_MS,
      throttling: settings.SIMULATOR_THROTTLING,
      faults: settings.SIMULATOR_FAULTS,
      vcpuLimit: settings.SIMULATOR_VCPU_LIMIT,
    },
  };
}

function authOf(settings: Settings): AuthOptions {
  const ways = settings.AUTH?.split(',') ?? [];
  const { JWT_ISSUER: issuer = '', JWT_AUDIENCE: audience = '', JWT_JWKS_URI: jwksUri = '' } = settings;
  return {
    tokensFile: ways.includes('token') ? settings.API_TOKENS_FILE : undefined,
    jwt: ways.includes('jwt') ? { issuer, audience, jwksUri } : undefined,
  };
}

function otherRegions(settings: Settings): string[] {
  const byDefault = defaultRegion(settings);
  return [...new Set(settings.AWS_REGIONS)].filter((region) => region !== byDefault);
}

/** All of the loopback interface's usual names, and the one that was chosen. */
function loopbackNames(host: string): string[] {
  const { hostname } = new URL(`http://${isIPv6(host) ? `[${host}]` : host}/`);
  return [...new Set(['localhost', '127.0.0.1', '[::1]', hostname])];
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
