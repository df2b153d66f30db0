import { describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { PROBLEM } from '../../src/rest/failure.js';
import { EC2_REQUEST_ID, ID } from '../../src/rest/openapi/examples.js';
import { HEADERS } from '../../src/rest/openapi/headers.js';
import { runningInstance, stoppedInstance } from '../support/instances.js';
import { type DescribedRoute, examplesOf, type Media, misfits, OPERATIONS } from '../support/openapi.js';
import { PROVOKED, UNPROVOKED } from '../support/openapi-refusals.js';
import { sendExample } from '../support/openapi-requests.js';
import { startPatientService } from '../support/service.js';

/** The routes that need an instance that is stopped. */
const OF_STOPPED = ['startInstance', 'modifyInstance'];

/** What differs from one answer to the next: ids, and addresses that are given in turn. */
function withoutIds(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/\bi-[0-9a-f]{17}\b/g, ID)
    .replace(/("ec2RequestId":)"[^"]+"/, `$1"${EC2_REQUEST_ID}"`)
    .replace(/\b(198[.-]18|10[.-]32)[.-]\d+[.-]\d+\b/g, '$1');
  return JSON.parse(text);
}

/** The headers that the document knows and that an answer has, but not by what is said of it. */
function undocumented(answer: Response, { operation }: DescribedRoute): string[] {
  const documented = Object.keys(operation.responses[answer.status]?.headers ?? {});
  return Object.keys(HEADERS).filter(
    (name) => name.toLowerCase() in answer.headers && !documented.includes(name),
  );
}

async function answerOf(route: DescribedRoute, type: 'json' | 'form'): Promise<Response> {
  const service = await startPatientService();
  const anInstance = OF_STOPPED.includes(route.operation.operationId) ? stoppedInstance : runningInstance;
  return sendExample(service, route, { id: await anInstance(service), type });
}

describe('The example request of a route', () => {
  const sent = OPERATIONS.flatMap((route) =>
    (['json', 'form'] as const)
      .filter((type) => type === 'json' || route.operation.requestBody !== undefined)
      .map((type) => ({ route, type, key: route.key })),
  );

  it.each(sent)('is answered as the document shows, sent as $type: $key', async ({ route, type }) => {
    const { schema = {}, example } = route.operation.responses[200]?.content['application/json'] ?? {};
    const answer = await answerOf(route, type);
    expect([answer.status, answer.type]).toEqual([200, 'application/json']);
    expect(misfits(schema, answer.body)).toEqual([]);
    expect(undocumented(answer, route)).toEqual([]);
    if (route.path === '/v1')
      expect(answer.body).toEqual({ ...(example as object), routes: expect.any(Array) });
    else expect(withoutIds(answer.body)).toEqual(withoutIds(example));
  });
});

describe('A refusal that the document shows', () => {
  const shown = OPERATIONS.flatMap((route) =>
    Object.entries(route.operation.responses)
      .filter(([status]) => status !== '200')
      .flatMap(([status, { content }]) => {
        const [plain, problem] = ['application/json', PROBLEM].map((type) => content[type] as Media);
        return Object.entries(examplesOf(plain as Media)).map(([name, example]) => ({
          route,
          refusal: `${status} ${name}`,
          key: route.key,
          plain: { schema: plain?.schema ?? {}, example },
          problem: { schema: problem?.schema ?? {}, example: examplesOf(problem as Media)[name] },
        }));
      }),
  ).filter(({ refusal }) => !UNPROVOKED.includes(refusal));

  it.each(shown)('is what callers hear: $refusal, of $key', async ({ route, refusal, plain, problem }) => {
    const provoke = PROVOKED[`${refusal} ${route.operation.operationId}`] ?? PROVOKED[refusal];
    expect([refusal, provoke]).toEqual([refusal, expect.any(Function)]);
    for (const [type, { schema, example }] of [
      ['application/json', plain],
      [PROBLEM, problem],
    ] as const) {
      const answer = (await provoke?.(route, { Accept: type })) as Response;
      expect([`${answer.status}`, answer.type]).toEqual([refusal.split(' ')[0], type]);
      expect(misfits(schema, answer.body)).toEqual([]);
      expect(withoutIds(answer.body)).toEqual(withoutIds(example));
      expect(undocumented(answer, route)).toEqual([]);
    }
  });
});
