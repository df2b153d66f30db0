import { ATTRIBUTES, type Attribute, attributeNamed, attributeXml } from './attributes.js';
import type { Action, Call } from './call.js';
import { refusal } from './errors.js';
import type { Instance } from './instance.js';
import { instanceError } from './instance-errors.js';
import { leaf } from './xml.js';

function theInstance({ parameters, region, now }: Call): Instance {
  return region.findOne(parameters.required('InstanceId'), now);
}

/** DescribeInstanceAttribute: one attribute of one instance. */
export const describeInstanceAttribute: Action = (call) => {
  const attribute = attributeNamed(call.parameters.required('Attribute'));
  const instance = theInstance(call);
  return () => leaf('instanceId', instance.id) + attributeXml(attribute, instance);
};

type Modification = NonNullable<Attribute['change']> & { readonly name: string };

function modifiable(): Modification[] {
  return [...ATTRIBUTES.values()].flatMap(({ name, change }) => (change ? [{ name, ...change }] : []));
}

const MODIFIABLE: readonly Modification[] = modifiable();

/** The one attribute that a request changes, and how. */
function readChange({ parameters, region }: Call): [Modification, (instance: Instance, now: number) => void] {
  const generic = parameters.text('Attribute');
  const asked = MODIFIABLE.filter(({ name, parameter }) => generic === name || parameters.has(parameter));
  const [modification, ...others] = asked;
  if (generic !== undefined) attributeNamed(generic);
  if (modification === undefined) throw refusal.combination('No attributes specified.');
  if (others.length > 0) {
    const names = asked.map(({ name }) => name).join(', ');
    throw refusal.combination(`Fields for multiple attribute types specified: ${names}`);
  }
  if (generic === undefined || parameters.has(modification.parameter)) {
    return [modification, modification.read(parameters, region)];
  }
  if (modification.parse === undefined) throw refusal.missingParameter(modification.parameter);
  return [modification, modification.parse(parameters.text('Value') ?? '')];
}

/** That an instance on its way out cannot be modified is not documented, but nothing would come of it. */
function checkState(
  { id, state, options }: Instance,
  { name, needsStopped, notForSpot }: Modification,
): void {
  if (needsStopped && state !== 'stopped') throw instanceError.notStopped(id);
  if (state === 'shutting-down' || state === 'terminated') throw instanceError.cannotModify(id);
  if (notForSpot && options.spot !== undefined) throw instanceError.notForSpot(name);
}

/**
 * ModifyInstanceAttribute, one attribute of one instance a call: by the attribute's own parameter
 * (`InstanceType.Value`) or by `Attribute` and `Value`.
 */
export const modifyInstanceAttribute: Action = (call) => {
  const [modification, change] = readChange(call);
  const instance = theInstance(call);
  return () => {
    checkState(instance, modification);
    change(instance, call.now);
    instance.rendered = undefined;
    return leaf('return', true);
  };
};
