import { z } from 'zod';
import type { LaunchPolicy, Wish } from '../ec2/restricted.js';
import { ReloadedFile, type ReloadedFileOptions } from './reloaded-file.js';

const patterns = z.array(z.string().min(1)).min(1, 'expected at least one pattern');

const RULE = z.strictObject({
  callers: patterns,
  instanceTypes: patterns.optional(),
  imageIds: patterns.optional(),
  regions: patterns.optional(),
  maxCount: z.int().min(1, 'expected 1 or more').optional(),
});

/** What stands in the file of the policy. Of its rules the first that names the caller holds. */
export const POLICY_FILE = z.strictObject({ rules: z.array(RULE) });

type Rule = z.infer<typeof RULE>;

/** Restricts what may be launched by whom, by the rules in a file. */
export function launchPolicy(
  path: string,
  options: ReloadedFileOptions,
): LaunchPolicy & { load(): Promise<void> } {
  const file = new ReloadedFile(path, POLICY_FILE, ({ rules }) => rules, options);
  return {
    /** Rejects where the rules cannot be read. */
    load: async () => void (await file.current()),
    refusalOf: async (caller: string, wish: Wish) => refusalBy(await file.current(), caller, wish),
  };
}

function refusalBy(rules: readonly Rule[], caller: string, wish: Wish): string | undefined {
  const rule = rules.find(({ callers }) => matchesAny(callers, caller));
  if (rule === undefined) return `${caller} may launch nothing: no rule of the launch policy names it`;
  const { instanceType, imageId, region, count = 0 } = wish;
  return (
    unless(rule.instanceTypes, instanceType, `${caller} may not launch the instance type`) ??
    unless(rule.imageIds, imageId, `${caller} may not launch the image`) ??
    unless(rule.regions, region, `${caller} may not launch in the region`) ??
    (count <= (rule.maxCount ?? Number.POSITIVE_INFINITY)
      ? undefined
      : `${caller} may launch ${rule.maxCount} instances at once, not ${count}`)
  );
}

function unless(allowed: readonly string[] | undefined, value: string | undefined, refusal: string) {
  if (allowed === undefined || value === undefined || matchesAny(allowed, value)) return undefined;
  return `${refusal} ${value}: expected ${allowed.join(' or ')}`;
}

/** `*` stands for any text, `?` for any character, as in the filters of EC2. */
function matchesAny(all: readonly string[], text: string): boolean {
  return all.some((pattern) => toRegExp(pattern).test(text));
}

function toRegExp(pattern: string): RegExp {
  const escaped = pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('\\*', '.*').replaceAll('\\?', '.')}$`, 's');
}
