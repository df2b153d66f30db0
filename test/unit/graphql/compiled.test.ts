import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ExecutionResult, execute, parse, validate } from 'graphql';
import { ServiceError } from '../../../src/errors.js';
import { compiledQueries } from '../../../src/graphql/compiled.js';
import { createSchema } from '../../../src/graphql/schema.js';
import { type GeneratedQuery, generatedQueries } from '../../support/queries.js';
import { aRequest } from '../../support/ten-instances.js';

const schema = createSchema();

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
  const queries = generatedQueries(schema, 1100, 20_261_125);
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
