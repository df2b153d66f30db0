import type { Action, Call } from './call.js';
import { Ec2Error, refusal } from './errors.js';
import { isWellFormed } from './ids.js';
import type { Instance, Tags } from './instance.js';
import { instanceError } from './instance-errors.js';
import type { Parameters } from './parameters.js';
import { leaf } from './xml.js';

/** Limits of https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html and API_CreateTags.html */
const MAX_TAGS = 50;
const MAX_RESOURCES = 1000;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/** Kinds of resource that tags can be put on: the prefix of their ids, and the error for those that are missing. */
const TAGGABLE: Readonly<Record<string, (missing: readonly string[]) => Ec2Error>> = {
  i: (ids) => instanceError.notFound(ids),
  vol: ([id]) => new Ec2Error('InvalidVolume.NotFound', `The volume '${id}' does not exist.`),
  eni: ([id]) =>
    new Ec2Error('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`),
};

export type TagList = readonly (readonly [key: string, value: string])[];

/**
 * Reads and checks `Tag.1.Key` and so on.
 * @throws Ec2Error InvalidParameterValue, MissingParameter or TagLimitExceeded
 */
export function readTags(parameters: Parameters): TagList {
  const tags = parameters
    .structures('Tag')
    .map((tag) => [tag.required('Key'), tag.text('Value') ?? ''] as const);
  for (const [key, value] of tags) checkTag(key, value);
  const keys = tags.map(([key]) => key);
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) throw refusal.parameterValue(`Duplicate tag key '${repeated}' specified.`);
  if (tags.length > MAX_TAGS) throw tooManyTags();
  return tags;
}

function checkTag(key: string, value: string): void {
  if (key.startsWith('aws:')) {
    throw refusal.parameterValue("Tag keys starting with 'aws:' are reserved for internal use");
  }
  if (key.length > MAX_KEY) throw refusal.parameterValue(`Tag key exceeds the maximum length of ${MAX_KEY}`);
  if (value.length > MAX_VALUE) {
    throw refusal.parameterValue(`Tag value exceeds the maximum length of ${MAX_VALUE}`);
  }
}

const tooManyTags = (): Ec2Error =>
  new Ec2Error('TagLimitExceeded', `The maximum number of tags of a resource is ${MAX_TAGS}`);

/** The tags of a resource that belongs to an instance, or of the instance itself. */
export function tagsOf(id: string, instance: Instance): Tags {
  if (id === instance.networkInterface.id) return instance.networkInterface.tags;
  return instance.volumes.find((volume) => volume.id === id)?.tags ?? instance.tags;
}

interface Tagged {
  readonly tags: Tags;
  readonly instance: Instance;
}

/** @throws Ec2Error InvalidID for other kinds of id, and the kind's own error for what is missing */
function taggedResources({ parameters, region, now }: Call): Tagged[] {
  const ids = parameters.list('ResourceId');
  if (ids.length === 0) throw refusal.missingParameter('ResourceId');
  if (ids.length > MAX_RESOURCES) throw refusal.tooManyResources(MAX_RESOURCES);
  const kinds = Object.entries(TAGGABLE);
  const stranger = ids.find((id) => !kinds.some(([prefix]) => isWellFormed(prefix, id)));
  if (stranger !== undefined) throw new Ec2Error('InvalidID', `The ID '${stranger}' is not valid`);
  for (const [prefix, error] of kinds) {
    const missing = ids.filter((id) => id.startsWith(`${prefix}-`) && region.find(id, now) === undefined);
    if (missing.length > 0) throw error(missing);
  }
  return ids.flatMap((id) => {
    const instance = region.find(id, now);
    return instance === undefined ? [] : [{ tags: tagsOf(id, instance), instance }];
  });
}

/** CreateTags: adds or overwrites, on all resources or, where one cannot take them, on none. */
export const createTags: Action = (call) => {
  const given = readTags(call.parameters);
  if (given.length === 0) throw refusal.missingParameter('Tag');
  const resources = taggedResources(call);
  for (const { tags } of resources) {
    if (new Set([...tags.keys(), ...given.map(([key]) => key)]).size > MAX_TAGS) throw tooManyTags();
  }
  return () => {
    for (const { tags, instance } of resources) {
      for (const [key, value] of given) tags.set(key, value);
      instance.rendered = undefined;
    }
    return leaf('return', true);
  };
};

/**
 * DeleteTags: by key; by key and value where the request gives one, the empty one too; or all of them, where it
 * names no tags, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
 */
export const deleteTags: Action = (call) => {
  const given = call.parameters
    .structures('Tag')
    .map((tag) => [tag.required('Key'), tag.text('Value')] as const);
  const resources = taggedResources(call);
  return () => {
    for (const { tags, instance } of resources) {
      if (given.length === 0) tags.clear();
      for (const [key, value] of given) {
        if (value === undefined || tags.get(key) === value) tags.delete(key);
      }
      instance.rendered = undefined;
    }
    return leaf('return', true);
  };
};
