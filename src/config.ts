import { BlockList, isIPv6 } from 'node:net';
import { z } from 'zod';
import type { Budget } from './ec2/budget.js';
import { isZoneOf } from './ec2/zones.js';
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
  /** Names and addresses under which the service may be asked for; undefined for any. */
  readonly allowedHosts: readonly string[] | undefined;
  /** The default one first. */
  readonly regions: readonly [string, ...string[]];
  readonly launchDefaults: {
    readonly keyName: string;
    readonly securityGroups: readonly string[];
    readonly placement: string | undefined;
  };
  readonly requestTimeoutMs: number;
  readonly ec2TimeoutMs: number;
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
    allowedHosts:
      settings.ALLOWED_HOSTS ?? (isLoopback(settings.HOST) ? loopbackNames(settings.HOST) : undefined),
    regions: [defaultRegion(settings), ...otherRegions(settings)],
    launchDefaults: {
      keyName: settings.DEFAULT_KEY_NAME,
      securityGroups: settings.DEFAULT_SECURITY_GROUPS,
      placement:
        settings.DEFAULT_PLACEMENT ?? (defaultRegion(settings) === 'us-east-1' ? 'us-east-1b' : undefined),
    },
    requestTimeoutMs: settings.REQUEST_TIMEOUT_MS,
    ec2TimeoutMs: settings.EC2_TIMEOUT_MS,
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

function backendOf({ EC2_BACKEND }: Settings): 'simulator' | 'aws' {
  return EC2_BACKEND ?? 'simulator';
}

/** Nobody should run a simulated EC2 in production without having said so. */
function backendFaults({ EC2_BACKEND, NODE_ENV }: Settings): string[] {
  if (EC2_BACKEND !== undefined || NODE_ENV !== 'production') return [];
  return ['EC2_BACKEND: expected simulator or aws, it must be set with NODE_ENV=production'];
}

/** Whoever lets others in, or lets anybody near a real account, must have decided so. */
function authFaults(settings: Settings): string[] {
  if (settings.AUTH !== undefined) return [];
  if (!isLoopback(settings.HOST)) return [`AUTH: must be set with HOST=${settings.HOST}, expected none`];
  if (backendOf(settings) === 'aws') return ['AUTH: must be set with EC2_BACKEND=aws, expected none'];
  return [];
}

function defaultRegion({ AWS_REGION, AWS_REGIONS }: Settings): string {
  return AWS_REGION ?? AWS_REGIONS?.[0] ?? 'us-east-1';
}

function otherRegions(settings: Settings): string[] {
  const byDefault = defaultRegion(settings);
  return [...new Set(settings.AWS_REGIONS)].filter((region) => region !== byDefault);
}

function regionFaults({ AWS_REGION, AWS_REGIONS }: Settings): string[] {
  if (AWS_REGION === undefined || AWS_REGIONS === undefined || AWS_REGIONS.includes(AWS_REGION)) return [];
  return [
    `AWS_REGIONS: expected ${AWS_REGION} among them, as AWS_REGION has it, got '${AWS_REGIONS.join()}'`,
  ];
}

function placementFaults(settings: Settings): string[] {
  const { DEFAULT_PLACEMENT: zone } = settings;
  const region = defaultRegion(settings);
  if (zone === undefined || isZoneOf(region, zone)) return [];
  return [`DEFAULT_PLACEMENT: expected an Availability Zone of ${region}, got '${zone}'`];
}

/** What settings demand of each other; left aside while one of them is faulty by itself. */
const RULES: readonly Rule[] = [
  { about: ['EC2_BACKEND'], faults: backendFaults },
  { about: ['EC2_BACKEND', 'AUTH'], faults: authFaults },
  { about: ['AWS_REGION', 'AWS_REGIONS'], faults: regionFaults },
  { about: ['AWS_REGION', 'AWS_REGIONS'], faults: placementFaults },
];

interface Rule {
  readonly about: readonly (keyof Settings)[];
  faults(settings: Settings): string[];
}

/** All of the loopback interface's usual names, and the one that was chosen. */
function loopbackNames(host: string): string[] {
  const { hostname } = new URL(`http://${isIPv6(host) ? `[${host}]` : host}/`);
  return [...new Set(['localhost', '127.0.0.1', '[::1]', hostname])];
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  return host === 'localhost' || LOOPBACK.check(host) || LOOPBACK.check(host, 'ipv6');
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
