import type { Context } from '../../src/context.js';
import type { Instance } from '../../src/ec2/ec2.js';
import { instanceNotFound, ServiceError } from '../../src/errors.js';
import { aContext, anEc2, anId, anInstance, forEach } from './builders.js';

const FACTS: readonly Partial<Instance>[] = [
  {
    tags: [
      { key: 'Name', value: 'a' },
      { key: 'b', value: '' },
    ],
    keyName: 'key',
    launchIndex: 7,
  },
  { state: 'shutting-down', stateCode: 32, stateReason: { code: 'c', message: 'm' }, sourceDestCheck: false },
  { securityGroups: [{ id: 'sg-1', name: 'SSH' }], ipAddress: '203.0.113.1', publicDnsName: 'a.example' },
];

/** What no EC2 gives: nothing where there has to be something, a state that is none, a time that is none. */
const BROKEN: Partial<Instance> = {
  instanceType: null as unknown as string,
  state: 'lost' as Instance['state'],
  launchTime: new Date(Number.NaN),
  tags: [null as never],
};

/** Nine instances, some of which have what others have not, and a broken one. */
const KNOWN = Array.from({ length: 10 }, (_, n) =>
  anInstance({ id: anId(n + 1), ...(n === 9 ? BROKEN : FACTS[n % FACTS.length]) }),
);

/** A request's context over an EC2 that knows ten instances, and what EC2 is asked. */
export function aRequest(): { context: Context; asked: unknown[] } {
  const asked: unknown[] = [];
  const ask = <T>(question: unknown, answer: () => T): T => {
    asked.push(question);
    return answer();
  };
  const fails = new ServiceError('UPSTREAM', 'EC2 fails', {
    ec2: { code: 'InternalError', requestId: 'r-1' },
  });
  const numberOf = (id: string) => KNOWN.findIndex((known) => known.id === id) + 1;
  const ec2 = anEc2({
    describeInstances: async (ids) =>
      ask(['instances', ids], () => forEach(ids, (id) => KNOWN[numberOf(id) - 1] ?? instanceNotFound(id))),
    listInstances: async (page) =>
      ask(page, () => {
        if (page.maxResults === 8) throw fails;
        return { instances: KNOWN.slice(0, page.maxResults), nextToken: page.token ? undefined : 'next' };
      }),
    describeInstanceStatus: async (ids) =>
      ask(['statuses', ids], () =>
        forEach(ids, (id) => (numberOf(id) === 9 ? fails : { id, instance: 'ok', system: 'ok' })),
      ),
    describeInstanceTypes: async (names) =>
      ask(['types', names], () =>
        forEach(names, (name) => ({
          name,
          vcpus: 2,
          memoryMiB: 1024,
          architectures: ['x86_64', 'arm64'],
          currentGeneration: true,
        })),
      ),
    describeInstanceAttribute: async (id, attribute) =>
      ask([id, attribute], () => {
        if (numberOf(id) === 8) throw fails;
        if (attribute === 'userData') return (numberOf(id) % 2 === 0 ? null : 'YQ==') as never;
        return (attribute === 'instanceInitiatedShutdownBehavior' ? 'stop' : true) as never;
      }),
  });
  return { context: aContext(ec2), asked };
}
