import type { LaunchDefaults } from '../context.js';
import type { Launch, Tag } from '../ec2/ec2.js';
import { badInput } from '../errors.js';
import type { LaunchInstancesInput } from '../schema/launch.js';
import { checkSizes } from './text-sizes.js';
import { base64UserData, textUserData } from './user-data.js';

/** As many as EC2's bucket of launched instances holds: more could never be granted in one call. */
const MOST_INSTANCES = 1000;

/** What is handed on to EC2 as it is. */
const NAMES = [
  'imageId',
  'instanceType',
  'keyName',
  'placement',
  'placementGroup',
  'subnetId',
  'securityGroups',
  'securityGroupIds',
] as const;

/** What a launch has beside its input. */
interface Own extends Pick<Launch, 'clientToken'> {
  readonly defaults: LaunchDefaults;
  /** The tags that were asked for, and those of who asked. */
  toTags(asked: readonly Tag[]): readonly Tag[];
}

/** The launch that the input asks for, with the defaults of the service; throws BAD_USER_INPUT. */
export function toLaunch(input: LaunchInstancesInput, { defaults, toTags, clientToken }: Own): Launch {
  checkCounts(input);
  for (const argument of NAMES) checkSizes(argument, input[argument]);
  return {
    imageId: required('imageId', input.imageId),
    instanceType: required('instanceType', input.instanceType),
    minCount: input.minCount,
    maxCount: input.maxCount,
    ...network(input, defaults),
    keyName: (input.keyName === undefined ? defaults.keyName : input.keyName) || undefined,
    placementGroup: input.placementGroup || undefined,
    userDataBase64: userData(input)?.toString('base64'),
    shutdownBehavior: input.instanceInitiatedShutdownBehavior ?? 'terminate',
    ebsOptimized: input.ebsOptimized,
    tags: toTags(input.tags ?? []),
    clientToken,
    dryRun: input.dryRun,
  };
}

/** Groups, zone and subnet: the defaults that EC2 would refuse beside what is given are left out. */
function network(input: LaunchInstancesInput, defaults: LaunchDefaults) {
  const subnetId = input.subnetId || undefined;
  const securityGroupIds = input.securityGroupIds ?? [];
  const isPlaced = subnetId !== undefined || securityGroupIds.length > 0;
  return {
    subnetId,
    securityGroupIds,
    securityGroups: input.securityGroups ?? (isPlaced ? [] : defaults.securityGroups),
    placement: input.placement || (subnetId === undefined ? defaults.placement : undefined),
  };
}

function checkCounts({ minCount, maxCount }: LaunchInstancesInput): void {
  if (minCount < 1 || minCount > MOST_INSTANCES) {
    throw badInput('minCount', `expected 1 to ${MOST_INSTANCES}, got ${minCount}`);
  }
  if (maxCount < minCount || maxCount > MOST_INSTANCES) {
    const expected = `expected at least the fewest to launch, ${minCount}, and at most ${MOST_INSTANCES}`;
    throw badInput('maxCount', `${expected}, got ${maxCount}`);
  }
}

function userData({ userData: text, userDataBase64: base64 }: LaunchInstancesInput): Buffer | undefined {
  if (text != null && base64 != null) {
    throw badInput('userDataBase64', 'expected instead of user data as text, not beside it');
  }
  if (text != null && text !== '') return textUserData('userData', text);
  if (base64 != null && base64 !== '') return base64UserData('userDataBase64', base64);
  return undefined;
}

function required(argument: string, value: string): string {
  if (value.trim() === '') throw badInput(argument, 'expected a text that is not empty');
  return value;
}
