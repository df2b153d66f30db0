import { BlockList } from 'node:net';
import { isZoneOf } from './ec2/zones.js';
import type { Settings } from './settings.js';

export function backendOf({ EC2_BACKEND }: Settings): 'simulator' | 'aws' {
  return EC2_BACKEND ?? 'simulator';
}

export function defaultRegion({ AWS_REGION, AWS_REGIONS }: Settings): string {
  return AWS_REGION ?? AWS_REGIONS?.[0] ?? 'us-east-1';
}

/** Nobody should run a simulated EC2 in production without having said so. */
function backendFaults({ EC2_BACKEND, NODE_ENV }: Settings): string[] {
  if (EC2_BACKEND !== undefined || NODE_ENV !== 'production') return [];
  return ['EC2_BACKEND: expected simulator or aws, it must be set with NODE_ENV=production'];
}

/** Whoever lets others in, or lets anybody near a real account, must have decided who may come. */
function authFaults(settings: Settings): string[] {
  if (settings.AUTH !== undefined) return [];
  const reason = reasonToDecide(settings);
  return reason ? [`AUTH: must be set with ${reason}, expected none or token or jwt or token,jwt`] : [];
}

function reasonToDecide(settings: Settings): string | undefined {
  if (!isLoopback(settings.HOST)) return `HOST=${settings.HOST}`;
  if (backendOf(settings) === 'aws') return 'EC2_BACKEND=aws';
  return AUTH_SETTINGS.find(([, name]) => settings[name] !== undefined)?.[1];
}

/** What each way to prove who one is needs to be told. */
const AUTH_SETTINGS = [
  ['token', 'API_TOKENS_FILE'],
  ['jwt', 'JWT_ISSUER'],
  ['jwt', 'JWT_AUDIENCE'],
  ['jwt', 'JWT_JWKS_URI'],
] as const;

function missingAuthFaults(settings: Settings): string[] {
  const ways = settings.AUTH?.split(',') ?? [];
  return AUTH_SETTINGS.filter(([way, name]) => ways.includes(way) && settings[name] === undefined).map(
    ([way, name]) => `${name}: must be set with ${way} in AUTH`,
  );
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

function tagFaults({ CALLER_TAG, IDEMPOTENCY_KEY_TAG }: Settings): string[] {
  if (CALLER_TAG === undefined || CALLER_TAG !== IDEMPOTENCY_KEY_TAG) return [];
  return [`IDEMPOTENCY_KEY_TAG: expected another key than CALLER_TAG has, got '${CALLER_TAG}'`];
}

/** What settings demand of each other; left aside while one of them is faulty by itself. */
export const RULES: readonly Rule[] = [
  { about: ['EC2_BACKEND'], faults: backendFaults },
  { about: ['EC2_BACKEND', 'AUTH'], faults: authFaults },
  { about: ['AUTH', ...AUTH_SETTINGS.map(([, name]) => name)], faults: missingAuthFaults },
  { about: ['AWS_REGION', 'AWS_REGIONS'], faults: regionFaults },
  { about: ['AWS_REGION', 'AWS_REGIONS'], faults: placementFaults },
  { about: ['CALLER_TAG', 'IDEMPOTENCY_KEY_TAG'], faults: tagFaults },
];

interface Rule {
  readonly about: readonly (keyof Settings)[];
  faults(settings: Settings): string[];
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

export function isLoopback(host: string): boolean {
  return host === 'localhost' || LOOPBACK.check(host) || LOOPBACK.check(host, 'ipv6');
}
