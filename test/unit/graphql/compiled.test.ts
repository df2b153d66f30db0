import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ExecutionResult, execute, parse, validate } from 'graphql';
import type { Context } from '../../../src/context.js';
import type { Instance } from '../../../src/ec2/ec2.js';
import { instanceNotFound, ServiceError } from '../../../src/errors.js';
import { compiledQueries } from '../../../src/graphql/compiled.js';
import { createSchema } from '../../../src/graphql/schema.js';
import { aContext, anEc2, anId, anInstance, forEach } from '../../support/builders.js';
import { type GeneratedQuery, generatedQueries } from '../../support/queries.js';

const schema = createSchema();

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
function aRequest(): { context: Context; asked: unknown[] } {
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

/**
 * What callers see of a result: data with its order, errors in any order, with what the service makes of them. Where what may
 * not be null is, GraphQL leaves open which errors are told of all that are below what becomes null.
 */
function seen({ data, errors }: ExecutionResult) {
  const isOpen =
    data === null || errors?.some(({ originalError }) => !(originalError instanceof ServiceError));
  return {
    data: JSON.stringify(data),
    errors: isOpen ? 'some' : errors && sorted(errors.map((error) => [error, error.originalError])),
  };
}

function sorted(asked: readonly unknown[]): string[] {
  return asked.map((question) => JSON.stringify(question)).sort();
}

function times(asked: readonly string[], question: string): number {
  return asked.filter((other) => other === question).length;
}

/** A query that is carried out the third time, compiled if that can be, beside what graphql-js makes of it. */
async function compare({ source, variables }: GeneratedQuery) {
  const document = parse(source);
  const args = { schema, document, variableValues: variables };
  const runCompiled = compiledQueries(schema);
  const early = [1, 2].map(() => runCompiled(document, variables, aRequest().context));
  const [own, other] = [aRequest(), aRequest()];
  const compiled = await runCompiled(document, variables, own.context);
  const result = compiled ?? (await execute({ ...args, contextValue: own.context }));
  const expected = await execute({ ...args, contextValue: other.context });
  return {
    invalid: validate(schema, document),
    early: await Promise.all(early),
    isCompiled: compiled !== undefined,
    isSame: isDeepStrictEqual(seen(result), seen(expected)),
    asked: sorted(own.asked),
    askedByGraphQL: sorted(other.asked),
  };
}

describe('a query that has come often enough', () => {
  const queries = generatedQueries(schema, 800, 20_261_125);
  let compared: (GeneratedQuery & Awaited<ReturnType<typeof compare>>)[] = [];

  beforeAll(async () => {
    compared = await Promise.all(queries.map(async (query) => ({ ...query, ...(await compare(query)) })));
  });

  it('has the result that graphql-js gives', () => {
    expect(compared.filter(({ isSame }) => !isSame)).toEqual([]);
  });

  it('costs the same EC2 calls', () => {
    const dearer = compared.filter(
      ({ isCompiled, asked, askedByGraphQL }) => isCompiled && !isDeepStrictEqual(asked, askedByGraphQL),
    );
    expect(dearer).toEqual([]);
  });

  it('costs no EC2 call twice where graphql-js has to carry it out again', () => {
    const again = compared.filter(({ asked, askedByGraphQL }) =>
      asked.some((question) => times(asked, question) > Math.max(1, times(askedByGraphQL, question))),
    );
    expect(again).toEqual([]);
  });

  it('is compiled from the third time on, and only where it has no errors', () => {
    expect(compared.filter(({ early }) => early.some((result) => result !== undefined))).toEqual([]);
    expect(compared.filter(({ isCompiled }) => isCompiled).length).toBeGreaterThan(300);
    expect(compared.filter(({ isCompiled }) => !isCompiled).length).toBeGreaterThan(200);
  });

  it('is one that the schema allows', () => {
    expect(compared.filter(({ invalid }) => invalid.length > 0)).toEqual([]);
  });
});
