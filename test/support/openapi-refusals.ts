import request, { type Response } from 'supertest';
import { SCOPES } from '../../src/auth/caller.js';
import { graphql } from './doors.js';
import { runningInstance, stoppedInstance, terminatedInstance } from './instances.js';
import type { DescribedRoute } from './openapi.js';
import { pathOf, sendExample, type Wish } from './openapi-requests.js';
import { type Service, startPatientService, startService } from './service.js';
import { bearer, byTokens, tokensFile } from './tokens.js';

type Headers = Readonly<Record<string, string>>;

/** Has a fresh service give one answer to the example request of a route, or to one that is as much like it as it can be. */
type Provoke = (route: DescribedRoute, headers: Headers) => Promise<Response>;

const withFault =
  (fault: string): Provoke =>
  async (route, headers) =>
    sendExample(await startService({ SIMULATOR_FAULTS: `${fault}=1` }), route, { headers });

const on =
  (anInstance: (service: Service) => Promise<string>): Provoke =>
  async (route, headers) => {
    const service = await startService();
    return sendExample(service, route, { id: await anInstance(service), headers });
  };

const asking =
  (wish: Wish): Provoke =>
  async (route, headers) =>
    sendExample(await startService(), route, { ...wish, headers: { ...wish.headers, ...headers } });

async function protectedInstance(service: Service): Promise<string> {
  const id = await runningInstance(service);
  const change = `modifyInstanceAttribute(id: "${id}", attribute: "disableApiTermination", value: "true")`;
  await graphql(service, `mutation { ${change} { id } }`);
  return id;
}

const withoutScope: Provoke = async (route, headers) => {
  const [{ bearer: needed }] = route.operation.security;
  const scopes = SCOPES.filter((scope) => !needed.includes(scope));
  const { path, tokens } = tokensFile({ name: 'ci', scopes });
  const service = await startService(byTokens(path));
  return sendExample(service, route, { headers: { ...headers, Authorization: bearer(tokens[0]) } });
};

const misread: Provoke = async (route, headers) => {
  const { url } = await startService();
  const test = request(url)[route.method](pathOf(route)).set(headers);
  return needsParameters(route) ? test : test.query({ colour: 'red' });
};

function needsParameters({ operation: { parameters, requestBody } }: DescribedRoute): boolean {
  const ofBody = requestBody?.content['application/json']?.schema ?? {};
  return 'required' in ofBody || parameters.some((one) => one.in === 'query' && one.required);
}

const ofOtherType: Provoke = async (route, headers) => {
  const { url } = await startService();
  return request(url)[route.method](pathOf(route)).set(headers).type('text/plain').send('text');
};

const keyUsedOtherwise: Provoke = async (route, given) => {
  const service = await startService();
  const headers = { ...given, 'Idempotency-Key': 'build-7' };
  await sendExample(service, route, { headers });
  return sendExample(service, route, { headers, parameters: { instance_type: 't3.small' } });
};

const waiting =
  (anInstance: (service: Service) => Promise<string>, parameters: Wish['parameters'] = {}): Provoke =>
  async (route, headers) => {
    const service = await startPatientService();
    return sendExample(service, route, { id: await anInstance(service), headers, parameters });
  };

const whileFull: Provoke = async (route, headers) => {
  let letGo = () => {};
  const held = new Promise<void>((go) => {
    letGo = go;
  });
  const full = { MAX_CONCURRENT_REQUESTS: '1', SIMULATOR_LATENCY_MS: '50' };
  const service = await startService(full, { delay: () => held });
  const other = request(service.url)
    .get('/v1/i-00000001/attributes')
    .catch(() => {});
  while (service.arrived() < 1) await request(service.url).get('/livez');
  const answer = await sendExample(service, route, { headers });
  letGo();
  await other;
  return answer;
};

/** How each refusal that the document shows comes about, by its status, its example, and where it matters the call. */
export const PROVOKED: Readonly<Record<string, Provoke>> = {
  '400 BAD_USER_INPUT': misread,
  '401 UNAUTHENTICATED': async (route, headers) =>
    sendExample(await startService(byTokens(tokensFile({ name: 'ci' }).path)), route, { headers }),
  '403 FORBIDDEN': withoutScope,
  '404 InvalidInstanceID.NotFound': asking({ id: 'i-0123456789abcdef0' }),
  '404 InvalidInstanceID.NotFound waitForState': waiting(async () => 'i-0123456789abcdef0'),
  '408 RequestLimitExceeded': withFault('RequestLimitExceeded'),
  '408 TIMEOUT': withFault('resetAfter'),
  '408 InvalidAMIID.NotFound': asking({ parameters: { ami: 'ami-00000000' } }),
  '408 IncorrectInstanceState startInstance': on(terminatedInstance),
  '408 IncorrectInstanceState stopInstance': on(terminatedInstance),
  '408 IncorrectInstanceState modifyInstance': on(runningInstance),
  '408 IncorrectState': on(stoppedInstance),
  '408 OperationNotPermitted': on(protectedInstance),
  '408 WAIT_TIMEOUT': waiting(runningInstance, { state: 'stopped' }),
  '409 IDEMPOTENCY_MISMATCH': keyUsedOtherwise,
  '409 STATE_UNREACHABLE': waiting(terminatedInstance),
  '413 BAD_USER_INPUT': asking({ parameters: { value: 'x'.repeat(1024 * 1024) } }),
  '415 BAD_USER_INPUT': ofOtherType,
  '503 UNAVAILABLE': whileFull,
  '504 OUTCOME_UNKNOWN': withFault('resetAfter'),
};

/** A fault of the service is one that nobody knows how to bring about; test/unit/http/errors.test.ts has it. */
export const UNPROVOKED = ['500 INTERNAL_SERVER_ERROR', 'default BAD_USER_INPUT'];
