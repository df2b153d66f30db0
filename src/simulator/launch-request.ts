import { refusal } from './errors.js';
import { isWellFormed } from './ids.js';
import type { Attributes, LaunchOptions } from './instance.js';
import { instanceError, launchError } from './instance-errors.js';
import { INSTANCE_TYPES, type InstanceType } from './instance-types.js';
import type { LaunchPlacement } from './launch-placement.js';
import { ACCOUNT, KEY_PAIRS } from './network.js';
import type { Parameters } from './parameters.js';
import { readUserData } from './user-data.js';

/** Every well-formed image exists but these two. */
const MISSING_IMAGES = new Set(['ami-00000000', 'ami-00000000000000000']);

/** EC2's default, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
const DEFAULT_TYPE = 'm1.small';

/** As many as RunInstances' bucket of instances holds: a launch of more could never be granted. */
const MAX_COUNT = 1000;

export interface Counts {
  readonly least: number;
  readonly most: number;
}

/** @throws Ec2Error MissingParameter, InvalidParameterValue or ResourceCountExceeded */
export function readCounts(parameters: Parameters): Counts {
  parameters.required('MinCount');
  parameters.required('MaxCount');
  const least = parameters.integer('MinCount') ?? 1;
  const most = parameters.integer('MaxCount') ?? 1;
  if (least < 1) throw refusal.invalidValue(String(least), 'minCount', 'It must be at least 1.');
  if (most < 1) throw refusal.invalidValue(String(most), 'maxCount', 'It must be at least 1.');
  if (least > most) {
    throw refusal.invalidValue(String(least), 'minCount', 'It must not exceed the maximum count.');
  }
  if (most > MAX_COUNT) throw refusal.tooManyResources(MAX_COUNT);
  return { least, most };
}

function readImage(parameters: Parameters): string {
  if (parameters.has('LaunchTemplate')) throw launchError.templateNotFound();
  const id = parameters.required('ImageId');
  if (!isWellFormed('ami', id)) throw launchError.imageMalformed(id);
  if (MISSING_IMAGES.has(id)) throw launchError.imageNotFound(id);
  return id;
}

/** @throws Ec2Error InvalidParameterValue for a name that is no instance type */
export function typeNamed(name: string): InstanceType {
  const type = INSTANCE_TYPES.get(name);
  if (type === undefined) throw instanceError.unknownTypes([name], 'InvalidParameterValue');
  return type;
}

function readKey(parameters: Parameters): string | undefined {
  const name = parameters.text('KeyName') || undefined;
  if (name !== undefined && !KEY_PAIRS.has(name)) throw launchError.keyNotFound(name);
  return name;
}

/** One of several words, or the first of them where the request says none. */
function choice(parameters: Parameters, name: string, words: readonly [string, ...string[]]): string {
  const word = parameters.text(name) || words[0];
  if (!words.includes(word)) throw refusal.invalidValue(word, name, `Expecting one of ${words.join(', ')}.`);
  return word;
}

/** @throws Ec2Error InvalidParameterValue beyond 64 ASCII characters */
export function readToken(parameters: Parameters): string {
  const token = parameters.text('ClientToken') ?? '';
  if (!/^[ -~]{0,64}$/.test(token)) {
    throw refusal.invalidValue(token, 'clientToken', 'Client tokens have at most 64 ASCII characters.');
  }
  return token;
}

function readProfile(parameters: Parameters): string | undefined {
  const name = parameters.text('IamInstanceProfile.Name');
  return (
    parameters.text('IamInstanceProfile.Arn') ?? (name && `arn:aws:iam::${ACCOUNT}:instance-profile/${name}`)
  );
}

function readSpot(parameters: Parameters): LaunchOptions['spot'] {
  if (!parameters.has('InstanceMarketOptions')) return undefined;
  const market = choice(parameters, 'InstanceMarketOptions.MarketType', ['spot', 'capacity-block']);
  const type = choice(parameters, 'InstanceMarketOptions.SpotOptions.SpotInstanceType', [
    'one-time',
    'persistent',
  ]);
  return market === 'spot' ? { persistent: type === 'persistent' } : undefined;
}

/** The options of a launch that stay with the instance. */
export function readOptions(parameters: Parameters, placement: LaunchPlacement): LaunchOptions {
  return {
    imageId: readImage(parameters),
    keyName: readKey(parameters),
    clientToken: readToken(parameters),
    monitoring: parameters.flag('Monitoring.Enabled') ?? false,
    tenancy: choice(parameters, 'Placement.Tenancy', ['default', 'dedicated', 'host']),
    placementGroup: parameters.text('Placement.GroupName') ?? '',
    iamProfile: readProfile(parameters),
    hibernation: parameters.flag('HibernationOptions.Configured') ?? false,
    spot: readSpot(parameters),
    publicAddress: placement.publicAddress,
    metadata: {
      httpTokens: choice(parameters, 'MetadataOptions.HttpTokens', ['optional', 'required']),
      hopLimit: String(parameters.integer('MetadataOptions.HttpPutResponseHopLimit') ?? 1),
      httpEndpoint: choice(parameters, 'MetadataOptions.HttpEndpoint', ['enabled', 'disabled']),
      tags: choice(parameters, 'MetadataOptions.InstanceMetadataTags', ['disabled', 'enabled']),
    },
  };
}

/** The attributes that can be changed later, as the launch sets them. */
export function readAttributes(parameters: Parameters, placement: LaunchPlacement): Attributes {
  return {
    instanceType: typeNamed(parameters.text('InstanceType') || DEFAULT_TYPE).name,
    kernel: parameters.text('KernelId') || undefined,
    ramdisk: parameters.text('RamdiskId') || undefined,
    userData: readUserData(parameters.text('UserData')),
    ebsOptimized: parameters.flag('EbsOptimized') ?? false,
    enaSupport: true,
    sriovNetSupport: undefined,
    disableApiTermination: parameters.flag('DisableApiTermination') ?? false,
    disableApiStop: parameters.flag('DisableApiStop') ?? false,
    instanceInitiatedShutdownBehavior: choice(parameters, 'InstanceInitiatedShutdownBehavior', [
      'stop',
      'terminate',
    ]),
    sourceDestCheck: true,
    enclave: parameters.flag('EnclaveOptions.Enabled') ?? false,
    groups: placement.groups,
  };
}
