import { Ec2Error, refusal } from './errors.js';
import {
  type Attributes,
  type Instance,
  type LaunchOptions,
  PENDING_REASON,
  type Volume,
} from './instance.js';
import { ROOT_DEVICE } from './instance-xml.js';
import type { LaunchPlacement } from './launch-placement.js';
import { typeNamed } from './launch-request.js';
import type { Parameters } from './parameters.js';
import type { Region } from './region.js';
import { readTags, type TagList } from './tags.js';
import { wholeSecond } from './transitions.js';

/** A block device that a launch asks for. */
interface Device {
  readonly name: string;
  readonly deleteOnTermination: boolean;
}

/** All that the instances of a launch have in common. */
export interface LaunchPlan {
  readonly placement: LaunchPlacement;
  readonly options: LaunchOptions;
  readonly attributes: Attributes;
  readonly devices: readonly Device[];
  readonly tags: Readonly<Record<string, TagList>>;
}

/** Kinds of resource that a launch can tag. */
const TAGGED_AT_LAUNCH = new Set(['instance', 'volume', 'network-interface', 'spot-instances-request']);

/** @throws Ec2Error InvalidParameterValue for other kinds of resource and for bad tags */
export function readTagSpecifications(parameters: Parameters): Record<string, TagList> {
  const tags: Record<string, TagList> = {};
  for (const specification of parameters.structures('TagSpecification')) {
    const type = specification.required('ResourceType');
    if (!TAGGED_AT_LAUNCH.has(type)) {
      throw refusal.parameterValue(`'${type}' is not a valid taggable resource type for this operation.`);
    }
    tags[type] = [...(tags[type] ?? []), ...readTags(specification)];
  }
  return tags;
}

/** The root device, and whatever EBS volumes the request maps beside it. */
export function readDevices(parameters: Parameters): Device[] {
  const devices = new Map<string, Device>([[ROOT_DEVICE, { name: ROOT_DEVICE, deleteOnTermination: true }]]);
  const seen = new Set<string>();
  for (const mapping of parameters.structures('BlockDeviceMapping')) {
    const name = mapping.required('DeviceName');
    if (seen.has(name)) {
      throw new Ec2Error(
        'InvalidBlockDeviceMapping',
        `The device '${name}' is used in more than one mapping`,
      );
    }
    seen.add(name);
    if (!mapping.has('Ebs')) continue;
    const isRoot = name === ROOT_DEVICE;
    devices.set(name, { name, deleteOnTermination: mapping.flag('Ebs.DeleteOnTermination') ?? isRoot });
  }
  return [...devices.values()];
}

function makeVolumes({ devices, tags }: LaunchPlan, region: Region, now: number): Volume[] {
  return devices.map(({ name, deleteOnTermination }) => ({
    id: region.ids.next('vol'),
    device: name,
    attachTime: wholeSecond(now),
    deleteOnTermination,
    tags: new Map(tags.volume),
  }));
}

/** A locally administered address made of the interface's id. */
const macAddress = (id: string): string => `02:${(id.slice(-10).match(/../g) ?? []).join(':')}`;

function makeInterface({ placement, tags }: LaunchPlan, region: Region): Instance['networkInterface'] {
  const id = region.ids.next('eni');
  return {
    id,
    attachmentId: region.ids.next('eni-attach'),
    macAddress: macAddress(id),
    description: placement.description,
    deleteOnTermination: placement.deleteInterface,
    tags: new Map(tags['network-interface']),
  };
}

/** Makes one instance of a launch, pending, and puts it into the region. */
export function launchOne(
  plan: LaunchPlan,
  reservationId: string,
  launchIndex: number,
  region: Region,
  now: number,
): Instance {
  const { placement, options, attributes } = plan;
  const instance: Instance = {
    id: region.ids.next('i'),
    sequence: region.nextSequence(),
    reservationId,
    launchIndex,
    subnet: placement.subnet,
    architecture: typeNamed(attributes.instanceType).architecture,
    options,
    attributes: { ...attributes },
    privateAddress: placement.privateAddress ?? region.nextPrivateAddress(placement.subnet),
    networkInterface: makeInterface(plan, region),
    volumes: makeVolumes(plan, region, now),
    spotRequestId: options.spot && region.ids.next('sir').replace(/^(sir-).*(.{8})$/, '$1$2'),
    tags: new Map(plan.tags.instance),
    createdAt: now,
    launchTime: wholeSecond(now),
    state: 'pending',
    since: now,
    hasRun: false,
    retypedAt: undefined,
    publicAddress: undefined,
    stateReason: PENDING_REASON,
    transitionReason: '',
    rendered: undefined,
  };
  region.add(instance);
  return instance;
}
