import type { RegionalEc2 } from './ec2.js';

/** Loads at the first call, for all; after a failure, which may have passed, again at the next. */
export function loadedOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** EC2 in a region, by an adapter that is loaded for the first call: the SDK is not on the way to listening. */
export function onDemand(region: string, load: () => Promise<RegionalEc2>): RegionalEc2 {
  const loaded = loadedOnce(load);
  return {
    regions: [region],
    runInstances: async (launch, call) => (await loaded()).runInstances(launch, call),
    describeInstances: async (ids, call) => (await loaded()).describeInstances(ids, call),
    describeInstancesById: async (ids, call) => (await loaded()).describeInstancesById(ids, call),
    listInstances: async (page, call) => (await loaded()).listInstances(page, call),
    startInstances: async (ids, call) => (await loaded()).startInstances(ids, call),
    stopInstances: async (ids, options, call) => (await loaded()).stopInstances(ids, options, call),
    terminateInstances: async (ids, options, call) => (await loaded()).terminateInstances(ids, options, call),
    rebootInstances: async (ids, call) => (await loaded()).rebootInstances(ids, call),
    modifyInstanceAttribute: async (id, change, call) =>
      (await loaded()).modifyInstanceAttribute(id, change, call),
    describeInstanceAttribute: async (id, attribute, call) =>
      (await loaded()).describeInstanceAttribute(id, attribute, call),
    describeInstanceStatus: async (ids, call) => (await loaded()).describeInstanceStatus(ids, call),
    describeInstanceTypes: async (names, of, call) => (await loaded()).describeInstanceTypes(names, of, call),
  };
}
