import DataLoader from 'dataloader';
import type { LazyAttribute, LazyAttributes } from '../ec2/attributes.js';
import type { Call, Ec2, Instance, InstanceStatus, InstanceTypeInfo, Outcomes } from '../ec2/ec2.js';

/** Reads of one request: what is asked for at the same moment goes to EC2 together, and what is known is not asked again. */
export interface Loaders {
  readonly instance: DataLoader<string, Instance>;
  readonly status: DataLoader<string, InstanceStatus>;
  typeInfo(of: Pick<Instance, 'instanceType' | 'region'>): Promise<InstanceTypeInfo>;
  attribute<A extends LazyAttribute>(id: string, attribute: A): Promise<LazyAttributes[A]>;
  /** What is read for a question, once however often it is asked. */
  once<T>(question: object, read: () => Promise<T>): Promise<T>;
  /** After a change: what was read before it is no longer true. */
  forget(): void;
}

export function createLoaders(ec2: Ec2, call: Call): Loaders {
  const instance = loader((ids) => ec2.describeInstances(ids, call));
  const status = loader((ids) => ec2.describeInstanceStatus(ids, call));
  const types = new Map<string, DataLoader<string, InstanceTypeInfo>>();
  const attributes = new Map<string, Promise<unknown>>();
  const answers = new Map<string, Promise<unknown>>();

  return {
    instance,
    status,
    typeInfo({ instanceType, region }) {
      const inRegion = types.get(region) ?? loader((names) => ec2.describeInstanceTypes(names, region, call));
      types.set(region, inRegion);
      return inRegion.load(instanceType);
    },
    attribute<A extends LazyAttribute>(id: string, attribute: A) {
      const key = `${id} ${attribute}`;
      const asked = attributes.get(key) ?? ec2.describeInstanceAttribute(id, attribute, call);
      attributes.set(key, asked);
      return asked as Promise<LazyAttributes[A]>;
    },
    once<T>(question: object, read: () => Promise<T>) {
      const key = JSON.stringify(question);
      const asked = answers.get(key) ?? read();
      answers.set(key, asked);
      return asked as Promise<T>;
    },
    forget() {
      instance.clearAll();
      status.clearAll();
      attributes.clear();
      answers.clear();
    },
  };
}

function loader<T>(read: (keys: readonly string[]) => Promise<Outcomes<T>>): DataLoader<string, T> {
  return new DataLoader<string, T>(
    async (keys) => {
      const outcomes = await read(keys);
      return keys.map((key) => outcomes.get(key) ?? new Error(`${key} was left without an outcome`));
    },
    { batchScheduleFn: afterArrivals },
  );
}

/**
 * Requests that have come in are read before any is answered: a client that gets its answers one by one goes to sleep in
 * between, and to wake it takes longer than the answer.
 */
function afterArrivals(read: () => void): void {
  setImmediate(read);
}
