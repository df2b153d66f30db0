import fc from 'fast-check';
import { ATTRIBUTE_NAMES } from '../../src/rest/attributes.js';
import type { Route } from '../../src/rest/route.js';
import { ROUTES } from '../../src/rest/routes.js';
import { encoded, escaped, HASTE, type Headers, type Sent, written } from './http-text.js';
import { oddJson, oddName, oddText } from './odd-values.js';

const METHODS = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'M-SEARCH'];
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=latin1',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/xml',
  '',
];
const ACCEPTS = [
  '*/*',
  'application/json',
  'application/problem+json',
  'text/html',
  'application/json;q=0',
  'text/*;q=2, nonsense',
  '',
];
const BROKEN = [
  '{',
  '[',
  'nothing',
  '{"a":}',
  '"text"',
  'null',
  '1',
  '[]',
  `${'['.repeat(9000)}`,
  '{"ami":"a","ami":"b"}',
  '\u0000',
  '%',
  'a=%zz',
  '&&==&',
  `{"x":"${'x'.repeat(30_000)}"}`,
  `{"ami":"ami-12c6146b","instance_type":"t3.micro","key_name":"${'€'.repeat(100_000)}"}`,
];

/** What is accepted, of the parameters that are no free text. */
const GOOD: Readonly<Record<string, readonly unknown[]>> = {
  ami: ['ami-12c6146b'],
  instance_type: ['t3.micro', 't3.small'],
  min_count: [1],
  max_count: [1, 2, '3'],
  key_name: ['scalacity_dev1', ''],
  security_groups: ['SSH', 'default,SSH', ['SSH']],
  placement: ['us-east-1b'],
  ebs_optimized: ['False', true],
  force: [true, '0'],
  filter: ['state', 'id,state', ['launch_time']],
  attribute: ['instanceType', 'userData', 'disable_api_stop', 'sourceDestCheck', 'groupSet'],
  value: ['t3.small', 'true', 'sg-12c6146b'],
  state: ['running', 'Terminated', 'shutting-down'],
  timeout: [1, '300'],
};

const header = fc.tuple(
  fc.constantFrom(
    'X-Request-Id',
    'Host',
    'Idempotency-Key',
    'Origin',
    'Accept-Encoding',
    'Cookie',
    'Range',
    'If-None-Match',
    'X-Forwarded-For',
    'X-HTTP-Method-Override',
    'Authorization',
    'traceparent',
    'Expect-CT',
    '__proto__',
    'constructor',
  ),
  oddText.map((text) => text.replace(/[^\x20-\x7e\x80-\xff]/g, '').slice(0, 300)),
);

const parameter = (name: string) => {
  const good = GOOD[name];
  return fc.tuple(
    fc.constant(name),
    good ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...good) }, oddJson) : oddJson,
  );
};

/** Those of a route, some left out, and now and then some of another. */
function parametersOf({ parameters }: Route) {
  const own = Object.entries(parameters).map(([name, { required }]) =>
    fc.oneof(
      { weight: required ? 19 : 1, arbitrary: parameter(name) },
      { weight: required ? 1 : 4, arbitrary: fc.constant(undefined) },
    ),
  );
  const others = fc.array(fc.tuple(oddName, oddJson), { maxLength: 2 });
  return fc
    .tuple(fc.tuple(...own), fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, others))
    .map(([given, odd]) => [...given.filter((pair) => pair !== undefined), ...odd]);
}

/** Calls of a route with whatever one may send, in all the places in which it may be. `ids` are those that exist. */
export function restRequests(ids: readonly string[]): fc.Arbitrary<Sent> {
  const id = fc.oneof(
    { weight: 4, arbitrary: fc.nat().map((n) => ids[n % ids.length] ?? 'i-00000000') },
    oddText.map((text) => text.slice(0, 200)),
  );
  const field = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ATTRIBUTE_NAMES) }, oddText);
  const known = ROUTES.map((route) =>
    fc.record({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(route.method.toUpperCase()) },
        fc.constantFrom(...METHODS),
      ),
      path: fc
        .tuple(id, field)
        .map(([id, field]) => route.path.replace(':id', escaped(id)).replace(':field', escaped(field))),
      pairs: parametersOf(route),
    }),
  );
  const unknown = fc.record({
    method: fc.constantFrom(...METHODS),
    path: fc
      .oneof(
        oddText,
        fc.constantFrom(
          '/',
          '',
          '//',
          '/../v1',
          '/%2e%2e',
          '/%',
          '/%ff',
          '/launch/',
          '/LAUNCH',
          '/i-1/attributes/state/x',
        ),
      )
      .map((path) => `/${path.replace(/[^\x21-\x7e]/g, escaped)}`),
    pairs: fc.constant<[string, unknown][]>([]),
  });
  return fc
    .record({
      call: fc.oneof(...known, unknown),
      place: fc.constantFrom('query', 'form', 'json', 'json', 'both', 'broken', 'other'),
      headers: fc.oneof(
        { weight: 3, arbitrary: fc.constant<[string, string][]>([]) },
        fc.array(header, { maxLength: 3 }),
      ),
      accept: fc.constantFrom(...ACCEPTS),
      type: fc.constantFrom(...TYPES),
      broken: fc.constantFrom(...BROKEN),
      key: fc.nat({ max: 99 }),
    })
    .map(({ call: { method, path, pairs }, place, headers, accept, type, broken, key }) => {
      const launches = method === 'PUT' && path.startsWith('/launch');
      // Each key launches once, so that there are never many instances; another key may not come in between.
      const own: Headers = launches
        ? [['Idempotency-Key', `rest-${key}`], ...headers.filter(([name]) => name !== 'Idempotency-Key')]
        : headers;
      const inQuery = place === 'query' || place === 'both' ? `?${encoded(pairs)}` : '';
      const { contentType, body } = bodyOf(place, pairs, type, broken);
      const all: (readonly [string, string])[] = [
        ...own,
        ['Accept', accept],
        ...(contentType ? ([['Content-Type', contentType]] as const) : []),
      ];
      if (path.includes('/wait')) all.push(HASTE);
      const isHead = method === 'HEAD';
      return { bytes: written(method, `/v1${path}${inQuery}`, all, body), door: 'REST', isHead, launches };
    });
}

function bodyOf(place: string, pairs: readonly (readonly [string, unknown])[], type: string, broken: string) {
  switch (place) {
    case 'form':
      return { contentType: 'application/x-www-form-urlencoded', body: encoded(pairs) };
    case 'json':
    case 'both':
      return { contentType: 'application/json', body: asJson(pairs) };
    case 'broken':
      return { contentType: 'application/json', body: broken };
    case 'other':
      return { contentType: type, body: broken };
    default:
      return { contentType: undefined, body: undefined };
  }
}

/** Names may come twice, and be such as an object cannot have. */
function asJson(pairs: readonly (readonly [string, unknown])[]): string {
  return `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`;
}
