import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { type Bucket, type Budget, DOCUMENTED_BUDGET } from './ec2/budget.js';

const count = z
  .string()
  .regex(/^\d{1,15}$/, expected('a whole number'))
  .transform(Number);
const atLeastOne = count.pipe(z.number().min(1, expected('1 or more')));
const milliseconds = count.pipe(z.number().max(2 ** 31 - 1, expected('at most 2147483647')));
const timeout = milliseconds.pipe(z.number().min(1, expected('1 or more')));
const port = count.pipe(z.number().max(65_535, expected('a port, 0 to 65535')));
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
/** Names and addresses as a URL has them, which is how they are compared: in lower case, IPv6 in brackets. */
const hosts = list.transform((names, context) => {
  const urls = names.map((name) => `http://${isIPv6(name) ? `[${name}]` : name}/`);
  const bad = urls.findIndex((url) => !URL.canParse(url) || new URL(url).host !== new URL(url).hostname);
  if (bad < 0) return urls.map((url) => new URL(url).hostname);
  context.addIssue({
    code: 'custom',
    message: `expected names and addresses without ports, got '${names[bad]}'`,
  });
  return z.NEVER;
});

const url = z.string().refine((text) => URL.canParse(text), expected('a URL'));
/** Whoever can change the keys on their way can make tokens. */
const keysUrl = url.refine(
  (text) => URL.canParse(text) && isSafe(new URL(text)),
  expected('an https URL, or one of this machine'),
);

/** In one order, whichever they are given in. */
const auth = list
  .transform((ways) => ways.sort().reverse().join())
  .pipe(oneOf(['none', 'token', 'jwt', 'token,jwt']));

/** As browsers write them in `Origin`. */
const origins = list.transform((texts, context) => {
  const bad = texts.find((text) => !/^https?:/i.test(text) || originOf(text) !== text.toLowerCase());
  if (bad === undefined) return texts.map((text) => text.toLowerCase());
  context.addIssue({
    code: 'custom',
    message: `expected origins, as in https://studio.apollographql.com, got '${bad}'`,
  });
  return z.NEVER;
});

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, expected('a region, as in us-east-1'));

/** `off`: undefined, no tag. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html */
const tagKey = z
  .string()
  .regex(
    /^(?!aws:).{1,128}$/iu,
    expected('off, or the key of a tag, of 1 to 128 characters without aws: before them'),
  )
  .transform((key) => (key === 'off' ? undefined : key));

const logLevel = oneOf(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']);

/** What can befall a call, beside EC2's own errors, whose codes begin with a capital letter. */
const KINDS = ['resetBefore', 'resetAfter', 'error500', 'truncate', 'empty'];
const FAULT = new RegExp(`^(?:[A-Z][A-Za-z0-9.]*|${KINDS.join('|')})$`);

/** Rates by EC2 error code or kind of fault, as in `RequestLimitExceeded=0.1,resetAfter=0.05`. */
const faults = list.transform((pairs, context) => {
  const rates = pairs.map((pair) => /^([A-Za-z0-9.]+)=(0|1|0?\.\d+|1\.0+)$/.exec(pair)?.slice(1) ?? []);
  const malformed = pairs.find((_, index) => rates[index]?.length === 0);
  const unknown = rates.find(([name]) => name !== undefined && !FAULT.test(name))?.[0];
  const wrong =
    malformed !== undefined
      ? `expected NAME=RATE with a rate from 0 to 1, got '${malformed}'`
      : unknown && `expected an EC2 error code or one of ${KINDS.join(', ')}, got '${unknown}'`;
  if (wrong === undefined) return Object.fromEntries(rates.map(([name, rate]) => [name, Number(rate)]));
  context.addIssue({ code: 'custom', message: wrong });
  return z.NEVER;
});

/** Buckets that differ from the documented ones are laid over them. */
const budget = buckets<Budget>(
  { documented: DOCUMENTED_BUDGET, off: {} },
  Object.keys(DOCUMENTED_BUDGET),
  (differing) => ({ ...DOCUMENTED_BUDGET, ...differing }),
);

/** What the simulator counts beyond the budget: actions of other clients, and requests that neither filter nor page. */
const SIMULATOR_BUCKETS = [
  ...Object.keys(DOCUMENTED_BUDGET),
  'DescribeInstanceStatus.unfiltered',
  'DescribeTags',
  'CreateTags',
  'DeleteTags',
];

const throttling = buckets<Budget | undefined>(
  { on: {}, off: undefined },
  SIMULATOR_BUCKETS,
  (differing) => differing,
);

/** Every setting, by its environment variable. docs/configuration.md tells what they mean. */
export const SETTINGS = {
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4000),
  NODE_ENV: z.string().optional(),
  LOG_LEVEL: logLevel.default('info'),
  EC2_BACKEND: oneOf(['simulator', 'aws']).optional(),
  EC2_BUDGET: budget.default(DOCUMENTED_BUDGET),
  AUTH: auth.optional(),
  API_TOKENS_FILE: z.string().optional(),
  JWT_ISSUER: url.optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_JWKS_URI: keysUrl.optional(),
  LAUNCH_POLICY_FILE: z.string().optional(),
  ALLOWED_HOSTS: hosts.optional(),
  CORS_ORIGINS: origins.default([]),
  MAX_CONCURRENT_REQUESTS: atLeastOne.default(5000),
  MAX_CONNECTIONS: atLeastOne.default(10_000),
  HEADERS_TIMEOUT_MS: timeout.default(10_000),
  BODY_TIMEOUT_MS: timeout.default(30_000),
  UNREAD_TIMEOUT_MS: timeout.default(30_000),
  KEEP_ALIVE_TIMEOUT_MS: timeout.default(65_000),
  AWS_REGION: region.optional(),
  AWS_REGIONS: list.pipe(z.array(region).min(1, expected('regions, separated by commas'))).optional(),
  DEFAULT_KEY_NAME: z.string().default('scalacity_dev1'),
  DEFAULT_SECURITY_GROUPS: list.default(['SSH']),
  DEFAULT_PLACEMENT: z.string().optional(),
  CALLER_TAG: tagKey.prefault('launch-provision:caller'),
  IDEMPOTENCY_KEY_TAG: tagKey.prefault('launch-provision:idempotency-key'),
  REQUEST_TIMEOUT_MS: timeout.default(30_000),
  EC2_TIMEOUT_MS: timeout.default(10_000),
  WATCH_INTERVAL_MS: timeout.default(2000),
  DRAIN_DELAY_MS: milliseconds.default(1000),
  DRAIN_TIMEOUT_MS: milliseconds.default(30_000),
  SIMULATOR_PORT: port.default(4566),
  SIMULATOR_LATENCY_MS: milliseconds.default(0),
  SIMULATOR_TRANSITION_MS: milliseconds.default(2000),
  SIMULATOR_CONSISTENCY_MS: milliseconds.default(0),
  SIMULATOR_THROTTLING: throttling.optional(),
  SIMULATOR_FAULTS: faults.default({}),
  SIMULATOR_VCPU_LIMIT: count.optional(),
} as const;

export type Settings = z.infer<z.ZodObject<typeof SETTINGS>>;

function isSafe({ protocol, hostname }: URL): boolean {
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLocal);
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, expected(values.join(' or ')));
}

function expected(what: string) {
  return { error: ({ input }: { input?: unknown }) => `expected ${what}, got '${input}'` };
}

/** A word, or buckets of these names that differ from the documented ones, as in `RunInstances=50/20`. */
function buckets<T>(
  words: Readonly<Record<string, T>>,
  names: readonly string[],
  differing: (buckets: Budget) => T,
) {
  return z.string().transform((text, context): T => {
    if (Object.hasOwn(words, text)) return words[text] as T;
    const parts = text.split(',').map((part) => part.trim());
    const read = parts.map((part) => readBucket(part, names));
    const wrong = parts.find((_, index) => read[index] === undefined);
    if (wrong === undefined) return differing(Object.fromEntries(read.filter((one) => one !== undefined)));
    const choice = `${Object.keys(words).join(', ')}, or NAME=CAPACITY/PER_SECOND`;
    context.addIssue({
      code: 'custom',
      message: `expected ${choice} with one of ${names.join(', ')}, got '${wrong}'`,
    });
    return z.NEVER;
  });
}

function readBucket(text: string, names: readonly string[]): readonly [string, Bucket] | undefined {
  const [, name = '', capacity, perSecond] = /^([\w.]+)=(\d{1,9})\/(\d{1,9}(?:\.\d+)?)$/.exec(text) ?? [];
  const bucket = { capacity: Number(capacity), perSecond: Number(perSecond) };
  const isUsable = names.includes(name) && bucket.capacity >= 1 && bucket.perSecond > 0;
  return isUsable ? [name, bucket] : undefined;
}
