import fc from 'fast-check';
import { createSchema } from '../../src/graphql/schema.js';
import { DocumentWriter } from './documents.js';
import { encoded, HASTE, type Headers, type Sent, written } from './http-text.js';
import { oddJson, oddText } from './odd-values.js';

const schema = createSchema();
const JSON_TYPE = ['Content-Type', 'application/json'] as const;

/** Whence a request comes, by its headers. */
const FROM = fc.oneof(
  { weight: 19, arbitrary: fc.constant<Headers>([]) },
  fc.constantFrom<Headers>(
    [['Host', 'example.com']],
    [['Origin', 'https://example.com']],
    [['Origin', 'null']],
  ),
);

const BODIES = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '[{"query":"{ __typename }"}]',
  '{"query":null}',
  '{"query":{}}',
  '{"query":""}',
  '{"query":"#"}',
  '{"query":"{ __typename }","variables":[]}',
  '{"query":"{ __typename }","variables":"{}"}',
  '{"query":"{ __typename }","operationName":1}',
  '{"query":"{ __typename }","operationName":"__proto__"}',
  '{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1}}}',
  '{"query":"{ __typename }","variables":{"__proto__":{"a":1}}}',
  `{"query":"{ __typename }","variables":{"a":${'['.repeat(9000)}${']'.repeat(9000)}}}`,
  `{"query":"{ ${'a{'.repeat(3000)}"}`,
  `{"query":"${'{'.repeat(3000)}"}`,
  '{"query":"subscription { x }"}',
  '{"query":"query A { __typename } query B { __typename }"}',
];

/** How a document is spoilt: by characters that are cut out of it or put into it. */
const damage = fc.option(
  fc.tuple(
    fc.nat(),
    fc.nat({ max: 5 }),
    fc.oneof(
      oddText.map((text) => text.slice(0, 20)),
      fc.constantFrom('{', '}', '(', ')', '"', '$', '...', '@', '#', '!'),
    ),
  ),
  { freq: 9, nil: undefined },
);

/** Documents over the schema by POST and GET, and bodies that are none. `ids` are those of instances that exist. */
export function graphqlRequests(ids: readonly string[]): fc.Arbitrary<Sent> {
  const documents = fc
    .record({
      seed: fc.integer(),
      damage,
      from: FROM,
      how: fc.constantFrom('post', 'post', 'post', 'get', 'bare get', 'form'),
      extra: fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, oddExtras),
    })
    .map(({ seed, damage, from, how, extra }) => {
      const writer = new DocumentWriter(schema, seed, ids);
      const source = writer.write();
      const launches = source.includes('launchInstances');
      const query = damage && !launches ? spoilt(source, damage) : source;
      const headers: Headers = source.includes('instanceInState') ? [HASTE, ...from] : from;
      return sent({ query, variables: writer.variables, ...extra }, how, headers, launches);
    });
  const bodies = fc
    .tuple(
      fc.oneof(
        fc.constantFrom(...BODIES),
        oddJson.map((query) => JSON.stringify({ query })),
      ),
      fc.constantFrom('application/json', 'application/graphql', 'text/plain'),
    )
    .map(
      ([body, type]): Sent => ({
        bytes: written('POST', '/graphql', [['Content-Type', type]], body),
        door: 'GraphQL',
      }),
    );
  return fc.oneof({ weight: 12, arbitrary: documents }, bodies);
}

const oddExtras = fc.dictionary(
  fc.constantFrom('operationName', 'extensions', 'variables', 'nothing', '__proto__'),
  oddJson,
  { maxKeys: 2, noNullPrototype: true },
);

function spoilt(source: string, [at, cut, put]: readonly [number, number, string]): string {
  const place = at % (source.length + 1);
  return source.slice(0, place) + put + source.slice(place + cut);
}

function sent(
  body: { readonly query: string; readonly variables: object },
  how: string,
  from: Headers,
  launches: boolean,
): Sent {
  if (how === 'post')
    return {
      bytes: written('POST', '/graphql', [JSON_TYPE, ...from], JSON.stringify(body)),
      door: 'GraphQL',
      launches,
    };
  const pairs = encoded(Object.entries(body));
  if (how === 'form') {
    const headers: Headers = [['Content-Type', 'application/x-www-form-urlencoded'], ...from];
    return { bytes: written('POST', '/graphql', headers, pairs), door: 'GraphQL' };
  }
  const headers: Headers = how === 'get' ? [['Apollo-Require-Preflight', '1'], ...from] : from;
  return { bytes: written('GET', `/graphql?${pairs}`.slice(0, 8000), headers, undefined), door: 'GraphQL' };
}
